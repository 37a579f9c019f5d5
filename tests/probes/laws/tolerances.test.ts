import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * Whether something is zero but for rounding depends on the type in which it was stored: who asks that asks `roundingOf`. A
 * small number of its own is for something else, and says here for what.
 */

/** A small number that does not depend on how the inputs were stored, by the file that has it. */
const OTHERWISE: Readonly<Record<string, string>> = {
  // What float64 leaves of a computation in float64, of numbers that are taken as they are.
  'gradient-snr.ts': 'the variance as a difference of two means, in float64',
  'rsa.ts': 'ties of distances that are computed in float64',
  'update-eigengap.ts': 'eigenvalues of a Gram matrix in float64; of float32 weights the card states the floor',
  'maths/algebra/alignment.ts': 'what centring leaves of a constant kernel in float64',
  'maths/algebra/cka.ts': 'what the unbiased estimator cancels in float64',
  'maths/algebra/kernel-modes.ts': 'eigenvalues whose vectors float64 does not tell apart',
  'maths/algebra/lanczos.ts': 'what orthogonalization in float64 leaves of an invariant span',
  'maths/algebra/principal-subspace.ts': 'variances that are equal as float64 computes them',
  'maths/algebra/spectra.ts': 'the least that float64 has of a kernel, raised by what was stored',
  'maths/algebra/top-eigenpairs.ts': 'when a search is over, by the arithmetic of its products',
  'maths/algebra/wide.ts': 'powers of two that keep squares in range',
  'maths/chain/aligned.ts': 'a gain that is more than rounding of a sum in float64',
  'maths/geometry/plane.ts': 'whether two directions are one, as a determinant in float64 tells',
  'maths/physics/nngp-kernel.ts': 'the smallest covariance that has a direction in float64',
  'maths/statistics/heavy-tail.ts': 'distances of distribution functions that are equal in float64',
  'ntk-effective-dimension.ts': 'eigenvalues of a kernel in float64',
  // Part of what is measured, as its card says.
  'code-length.ts': 'where probabilities are clipped',
  'key-frequencies.ts': 'a share that is met exactly is met',
  'neural-collapse.ts': 'the pseudoinverse of the card, raised by what was stored',
  'maths/algebra/affine-fit.ts': 'directions that a regression in float64 takes as constant',
  'maths/chain/stitch.ts': 'the rate of the card, and ε of Adam',
  'maths/geometry/affine-transport.ts': 'the ridge of the card',
  'maths/physics/critical-line.ts': 'the end of a search along σ_w²',
  'maths/physics/order-parameter.ts': 'where the grid of the search begins',
  'maths/statistics/power-law-fit.ts': 'the Huber threshold, and steps and end of the search',
  'maths/statistics/run-length.ts': 'run lengths that are dropped',
  'scaling-exponent.ts': 'points on a grid, despite the rounding of its powers',
  'maths/statistics/erf.ts': 'the end of a series',
  'detectors/loss-spike.ts': 'the least spread, relative to the level, of a curve that is smooth',
  'detectors/online-change-point.ts': 'run lengths that are given up, as the card says',
  'detectors/page-hinkley.ts': 'the end of the range of an option',
  'detectors/plateau.ts': 'the end of the range of an option',
  'detectors/rank-collapse.ts': 'the least rank that a score is told of',
  'detectors/threshold-crossing.ts': 'the least value of which a score is told, relative to the threshold',
  'detectors/reorganization.ts': 'the least spread of changes, relative to the usual one',
  'detectors/susceptibility-peak.ts': 'the least noise, relative to the level',
  'detectors/cusum.ts': 'the least noise of the card, relative to the level',
  'maths/detection/run-filter.ts': 'run lengths that are given up',
  'maths/detection/transforms.ts': 'where an accuracy of unknown resolution is clipped',
  'maths/detection/step-posterior.ts': 'the rest of a fit that leaves nothing, in float64',
  'maths/detection/whitening.ts': 'the least noise of the card, relative to the level',
  'maths/detection/rise-data.ts': 'a determinant in float64 of points that lie in one place',
  // The types themselves.
  'maths/algebra/double.ts': 'the rounding of each type',
}

const root = join(import.meta.dirname, '..', '..', '..', 'probes')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

/** Numbers below one hundredth that code compares with: no text, no comment, no bound of an option or of an axis. */
function smallNumbersIn(source: string): string[] {
  const code = source
    .replace(/\/\*[^]*?\*\/|String\.raw`[^`]*`|\/\/.*/g, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/\b(?:min|max|default): [-\d.e]+|range: \[[^\]]*\]/g, '')
  return code.match(/\b\d[\d.]*e-\d+|\b2 \*\* -\d+|Number\.EPSILON/g) ?? []
}

describe('small numbers', () => {
  it('are found in code, and not in texts', () => {
    expect(smallNumbersIn("const A = 1e-9 // 1e-8\nif (x < 2 ** -52 || x < Number.EPSILON) say('1e-7')")).toEqual([
      '1e-9',
      '2 ** -52',
      'Number.EPSILON',
    ])
  })

  it.each(files)('of %s do not stand for the rounding of what was stored', (name) => {
    const found = smallNumbersIn(readFileSync(join(root, name), 'utf8'))
    if (found.length === 0) return
    expect(
      OTHERWISE[name],
      `${found.join(', ')}: if it asks whether an input is zero but for rounding, ask roundingOf (probes/maths/algebra/` +
        `double.ts); if not, say for what it is in tests/probes/laws/tolerances.test.ts`,
    ).toBeDefined()
  })
})
