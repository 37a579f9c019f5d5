import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreement } from '#probes/agreement.ts'
import { calibrationError } from '#probes/calibration-error.ts'
import { featureCalibration } from '#probes/feature-calibration.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import type { Inputs, OtherNetwork, Predictions } from '#probes/inputs.ts'
import { lastLayerBound } from '#probes/last-layer-bound.ts'
import { margin } from '#probes/margin.ts'
import { quantile } from '#probes/maths/statistics/quantile.ts'
import { rrmDecomposition } from '#probes/rrm-decomposition.ts'
import { scalingExponent } from '#probes/scaling-exponent.ts'
import { binderCumulant } from '#probes/binder-cumulant.ts'
import { susceptibility } from '#probes/susceptibility.ts'
import type { Absent, Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, layerOf, matrix, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'

type Split = { logits: Rows; labels: number[]; trueLabels: number[] }
const { inputs, expected } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'references', 'generalization.json'), 'utf8'),
) as {
  inputs: Record<'train' | 'test' | 'twinTrain' | 'twinTest', Split> & {
    weights: Record<string, Rows>
    sizes: number[]
    losses: number[]
    draws: Rows
    targets: Rows
  }
  expected: Record<string, Record<string, never>> & { rrmError: number; lastLayerBound: number }
}
const lab = await openLab()

const split = ({ logits, labels, trueLabels }: Split, as = fine): Predictions => ({
  logits: as(logits),
  labels: Int32Array.from(labels),
  trueLabels: Int32Array.from(trueLabels),
})
const predictions = { train: split(inputs.train), test: split(inputs.test) }
const other: OtherNetwork = {
  name: 'twin',
  weights: {},
  chain: null,
  predictions: { train: split(inputs.twinTrain), test: split(inputs.twinTest) },
}
/** A split in which the network answers `answers`, with labels that were or were not changed. */
const answering = (answers: number[], labels: number[], trueLabels = labels): Predictions =>
  split({ logits: answers.map((answer) => [0, 1, 2].map((k) => (k === answer ? 2 : 0))), labels, trueLabels })

describe('agreement', () => {
  it('is that of NumPy', () => expectClose(lab.measure(agreement, { predictions, other }), expected.agreement, FLOAT64))
  it('of a network with itself is 1', () => {
    const self = { ...other, predictions }
    expect(lab.numbers(agreement, { predictions, other: self }).agreement).toBe(1)
  })
  it('asks for what the second network answers', () =>
    expect(lab.measure(agreement, { predictions, other: { ...other, predictions: null } })).toHaveProperty('absent'))
  it('says that a test split is empty', () => {
    const none = { ...predictions, test: answering([], []) }
    expect(lab.measure(agreement, { predictions: none, other: { ...other, predictions: none } })).toEqual({
      absent: 'The test split is empty',
    })
  })
})

describe('robustness, rationality, memorization', () => {
  const measured = lab.measure(rrmDecomposition, { predictions, other }) as Record<string, number | Estimate>
  const values = Object.fromEntries(
    Object.entries(measured).map(([part, value]) => [part, typeof value === 'number' ? value : value.estimate]),
  )
  it('is that of NumPy, with the binomial error', () => {
    expectClose(values, expected.rrm, FLOAT64)
    expect((measured.memorization as Estimate).standardError).toBeCloseTo(expected.rrmError, 12)
    expect((measured.rationality as Estimate).standardError).toBeCloseTo(expected.rrmError, 12)
  })
  it('adds up to the gap, whatever the network answers', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 24, maxLength: 24 }), (all) => {
        const truth = [0, 1, 2, 0, 1, 2]
        const noisy = answering(all.slice(0, 6), [1, 1, 2, 0, 1, 2], truth)
        const clean = { train: answering(all.slice(6, 12), truth), test: answering(all.slice(12, 18), truth) }
        const parts = lab.measure(rrmDecomposition, {
          predictions: { train: noisy, test: answering(all.slice(18), truth) },
          other: { ...other, predictions: clean },
        }) as { robustness: number; memorization: Estimate; rationality: Estimate; gap: number }
        const sum = parts.robustness + parts.memorization.estimate + parts.rationality.estimate
        expect(Math.abs(sum - parts.gap)).toBeLessThan(1e-12)
      }),
    ))
  it('a network that learns the noise by heart has memorization 1 and rationality −accuracy', () => {
    const truth = [0, 1, 2, 0, 1, 2]
    const labels = [1, 1, 2, 0, 1, 2]
    const parts = lab.measure(rrmDecomposition, {
      predictions: { train: answering(labels, labels, truth), test: answering(truth, truth) },
      other: { ...other, predictions: { train: answering(truth, truth), test: answering([0, 1, 2, 0, 0, 0], truth) } },
    })
    expectClose(
      parts,
      {
        robustness: 1 / 6,
        memorization: { estimate: 5 / 6, standardError: 0 },
        rationality: { estimate: -4 / 6, standardError: 0 },
        gap: 1 / 3,
        bound: 1,
      },
      FLOAT64,
    )
  })
  it('needs label noise', () => {
    const clean = { train: { ...predictions.train, labels: predictions.train.trueLabels }, test: predictions.test }
    expect(lab.measure(rrmDecomposition, { predictions: clean, other })).toHaveProperty('absent')
    expect(lab.measure(rrmDecomposition, { predictions, other: { ...other, predictions: null } })).toHaveProperty(
      'absent',
    )
  })
})

describe('feature calibration', () => {
  it.each([0, 2])('is that of two histograms, %s groups', (groups) =>
    expectClose(
      lab.measure(featureCalibration, { predictions }, { groups }),
      expected.featureCalibration?.[groups],
      FLOAT64,
    ),
  )
  it('is 0 for a network that answers as the labels are, and 1 for one that never does', () => {
    const truth = [0, 0, 1, 1]
    const train = answering(truth, [0, 2, 1, 1], truth)
    expect(lab.measure(featureCalibration, { predictions: { train, test: answering([2, 0, 1, 1], truth) } })).toBe(0)
    expect(lab.measure(featureCalibration, { predictions: { train, test: answering([1, 1, 0, 0], truth) } })).toBe(1)
  })
})

describe('last-layer bound', () => {
  const layer = (rows: number, cols: number) =>
    ({ name: 'w', weight: fine(gaussian(rows, cols, 1)), bias: null, activation: 'linear' }) as const
  const chain = (widths: number[]) => ({
    layers: widths.slice(1).map((width, i) => layer(widths[i] as number, width)),
    train: { inputs: fine(gaussian(40, widths[0] as number, 2)), targets: fine(inputs.targets), labels: null },
  })
  const bound = (widths: number[], change = {}) =>
    lab.measure(lastLayerBound, { chain: { ...chain(widths), ...change } as unknown as Chain })
  it('is 2N/P times the variance of the targets', () => expectClose(bound([4, 9, 3]), expected.lastLayerBound, FLOAT64))
  it('knows networks without a hidden layer and targets that do not vary', () => {
    expect(bound([4, 3])).toHaveProperty('absent')
    const still = { inputs: fine(gaussian(2, 4, 3)), targets: fine([[1], [1]]), labels: null }
    expect(bound([4, 9, 1], { train: still })).toHaveProperty('absent')
  })
})

describe('margin', () => {
  const weights = Object.fromEntries(Object.entries(inputs.weights).map(([name, rows]) => [name, layerOf(rows)]))
  it('is that of NumPy', () => expectClose(lab.measure(margin, { predictions, weights }), expected.margin, FLOAT32))
  it('grows with the logits, and does not care for a constant in each row', () => {
    const changed = (change: (value: number, row: number) => number) => ({
      ...predictions,
      train: split({
        ...inputs.train,
        logits: inputs.train.logits.map((row, i) => row.map((value) => change(value, i))),
      }),
    })
    const base = lab.numbers(margin, { predictions, weights })
    const doubled = lab.numbers(margin, { predictions: changed((value) => 2 * value), weights })
    const shifted = lab.numbers(margin, { predictions: changed((value, row) => value + row), weights })
    for (const part of ['minimum', 'tenth', 'median', 'normalized'] as const) {
      expect(doubled[part]).toBeCloseTo(2 * (base[part] as number), 9)
      expect(shifted[part]).toBeCloseTo(base[part] as number, 9)
    }
  })
  it('has no normalized one beside a layer of zeros', () => {
    const zero = {
      w: layerOf([
        [0, 0],
        [0, 0],
      ]),
    }
    const parts = lab.measure(margin, { predictions, weights: zero }) as Record<string, number | Absent>
    expect(parts.normalized).toHaveProperty('absent')
    expect(parts.minimum).toBeCloseTo(expected.margin?.minimum as unknown as number, 9)
  })
  it('interpolates quantiles as NumPy does', () => {
    expect(quantile([1, 2, 4], 0.5)).toBe(2)
    expect(quantile([1, 2, 4], 0.75)).toBe(3)
    expect(quantile([1, 2, 4], 1)).toBe(4)
    expect(quantile([-Infinity, -Infinity, 4], 0.25)).toBe(-Infinity)
    expect(quantile([], 0.5)).toBeNaN()
  })
})

describe('calibration', () => {
  it.each([15, 7])('is that of SciPy, %s bins', (bins) =>
    expectClose(lab.measure(calibrationError, { predictions }, { bins }), expected.calibration?.[bins], FLOAT64),
  )
  it('in float32', () => {
    const rough = { train: split(inputs.train, matrix), test: split(inputs.test, matrix) }
    expectClose(lab.measure(calibrationError, { predictions: rough }), expected.calibration?.['15'], FLOAT32)
  })
  it('a certain network that is always right has none, and one of even odds has ln C and 1 − 1/C', () => {
    const sure = split({
      logits: [
        [900, 0],
        [0, 900],
      ],
      labels: [0, 1],
      trueLabels: [0, 1],
    })
    const even = split({
      logits: [
        [0, 0, 0, 0],
        [1, 1, 1, 1],
        [2, 2, 2, 2],
        [3, 3, 3, 3],
      ],
      labels: [0, 1, 2, 3],
      trueLabels: [0, 1, 2, 3],
    })
    const ask = (of: Predictions, options = {}) =>
      lab.measure(calibrationError, { predictions: { train: of, test: even } }, { split: 'train', ...options })
    expect(ask(sure)).toEqual({ ece: 0, nll: 0, brier: 0 })
    expectClose(ask(even, { bins: 1 }), { ece: 0, nll: Math.log(4), brier: 0.75 }, FLOAT64)
  })
})

describe('susceptibility and Binder cumulant', () => {
  it('are those of NumPy and SciPy', () => {
    const draws = fine(inputs.draws)
    const { estimate } = lab.measure(susceptibility, { draws }, { size: inputs.draws.length }) as Estimate
    expectClose(estimate, expected.susceptibility?.susceptibility, FLOAT64)
    expectClose((lab.measure(binderCumulant, { draws }) as Estimate).estimate, expected.susceptibility?.binder, FLOAT64)
  })
})

describe('scaling exponent', () => {
  const fit = (steps: number[], values: number[], options = {}) =>
    lab.measure(
      scalingExponent,
      {
        series: { of: { name: 'loss', steps: Float64Array.from(steps), values: Float64Array.from(values) } },
      } as Partial<Inputs>,
      { samples: 5, ...options },
    ) as Record<string, Estimate>
  it('is that of SciPy’s least squares under the same loss', () => {
    const parts = fit(inputs.sizes, inputs.losses)
    for (const part of ['exponent', 'amplitude', 'asymptote'] as const) {
      expectClose(parts[part]?.estimate, expected.powerLaw?.[part], 1e-4)
      expect(parts[part]?.standardError).toBeGreaterThan(0)
    }
  })
  it('finds an exact law, and says that it is sure', () => {
    const steps = [0, ...Array.from({ length: 30 }, (_, i) => 1.3 ** i)]
    const parts = fit(
      steps,
      steps.map((step) => 0.2 + 3 * step ** -0.8),
    )
    expect(parts.exponent?.estimate).toBeCloseTo(0.8, 5)
    expect(parts.amplitude?.estimate).toBeCloseTo(3, 4)
    expect(parts.asymptote?.estimate).toBeCloseTo(0.2, 5)
    expect(parts.exponent?.standardError).toBeLessThan(1e-3)
  })
  it('does not care for the unit of the loss or of the scale', () => {
    const base = fit(inputs.sizes, inputs.losses).exponent?.estimate as number
    const scaled = fit(
      inputs.sizes.map((x) => 7 * x),
      inputs.losses.map((y) => 1000 * y),
    ).exponent?.estimate as number
    expect(scaled / base).toBeCloseTo(1, 4)
  })
  it('thins many points evenly in log step, and looks at no other', () => {
    const steps = Array.from({ length: 1999 }, (_, i) => i + 2)
    const kept = [2, 7, 20, 64, 200, 633, 2000]
    const parts = fit(
      steps,
      steps.map((step) => (kept.includes(step) ? 0.1 + step ** -0.5 : 50)),
      { points: kept.length },
    )
    expect(parts.exponent?.estimate).toBeCloseTo(0.5, 4)
    expect(parts.asymptote?.estimate).toBeCloseTo(0.1, 4)
  })
  it('is as far off as it says, over curves with noise', () => {
    const steps = Array.from({ length: 40 }, (_, i) => 1.25 ** i)
    const fits = Array.from({ length: 24 }, (_, seed) => {
      const noise = gaussian(steps.length, 1, 100 + seed).flat()
      const curve = steps.map((step, i) => (0.3 + 2 * step ** -0.6) * Math.exp(1e-4 * (noise[i] ?? 0)))
      return fit(steps, curve, { samples: 9 }).exponent as Estimate
    })
    const off = Math.sqrt(fits.reduce((sum, { estimate }) => sum + (estimate - 0.6) ** 2, 0) / fits.length)
    const said = fits.reduce((sum, { standardError }) => sum + standardError, 0) / fits.length
    expect(said / off).toBeGreaterThan(0.6)
    expect(said / off).toBeLessThan(1.6)
  })
  it('makes do with five points over a decade', () => {
    const steps = [2, 4, 8, 14, 20]
    const parts = fit(
      steps,
      steps.map((step) => 0.2 + 3 * step ** -0.8),
    )
    expect(parts.exponent?.estimate).toBeCloseTo(0.8, 4)
  })
  it('refuses too few points, too short a range, and losses that are not positive', () => {
    expect(fit([0, 1, 20, 300, 4000], [5, 4, 3, 2, 1])).toHaveProperty('absent')
    expect(fit([2, 4, 6, 8, 10, 12], [6, 5, 4, 3, 2, 1])).toHaveProperty('absent')
    expect(fit([1, 2, 4, 8, 16, 32], [6, 5, 4, 3, 2, 0])).toHaveProperty('absent')
  })
})
