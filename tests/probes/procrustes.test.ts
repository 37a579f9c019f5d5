import { describe, expect, it } from 'vitest'
import { procrustes } from '#probes/procrustes.ts'
import { expectClose } from './close.ts'
import { openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import {
  compare,
  expected,
  followsSimilarityLaws,
  needsNumbers,
  pairOf,
  PRECISIONS,
  related,
} from './representation.ts'

const lab = await openLab()

describe.each(['squared', 'distance', 'angular'])('Procrustes distance, %s', (form) => {
  // The root of the rounding of a square.
  followsSimilarityLaws(lab, procrustes, { form }, 0, 1e-6)

  it.each(PRECISIONS)('meets the rotation that SciPy finds, in %s', (_, make, tolerance) => {
    for (const name of ['h1', 'h2'] as const) {
      expectClose(
        compare(lab, procrustes, ...pairOf(name), { form }, make),
        expected('procrustes', name)[form],
        tolerance,
      )
    }
  })
})

describe.each(['squared', 'distance', 'angular'])('Procrustes distance of more neurons than examples, %s', (form) => {
  it.each(PRECISIONS)('meets the rotation that SciPy finds, either way round, in %s', (_, make, tolerance) => {
    const [x, y] = pairOf('h1')
    for (const [now, then] of [
      [x, y],
      [y, x],
    ] as const) {
      const distance = compare(lab, procrustes, now.slice(0, 4), then.slice(0, 4), { form }, make)
      expectClose(distance, expected('procrustes-wide')[form], tolerance)
    }
  })
})

describe('Procrustes distance', () => {
  needsNumbers(lab, procrustes)

  it('by hand: 2 without overlap, whose angle is a quarter turn', () => {
    const a = [1, -1, 0, 0].map((value) => [value])
    const b = [0, 0, 1, -1].map((value) => [value])
    expect(compare(lab, procrustes, a, b)).toBeCloseTo(2, 12)
    expect(compare(lab, procrustes, a, b, { form: 'distance' })).toBeCloseTo(Math.SQRT2, 12)
    expect(compare(lab, procrustes, a, b, { form: 'angular' })).toBeCloseTo(Math.PI / 2, 12)
  })

  it('is a distance: alike both ways, and no way round is shorter', () => {
    const [x, y] = related()
    const z = gaussian(40, 3, 17)
    for (const form of ['distance', 'angular']) {
      const d = (a: Rows, b: Rows) => compare(lab, procrustes, a, b, { form })
      expectClose(d(x, y), d(y, x), 1e-9)
      expect(d(x, z)).toBeLessThanOrEqual(d(x, y) + d(y, z))
      expect(d(x, y)).toBeLessThanOrEqual(d(x, z) + d(z, y))
    }
  })

  it('does not change when the narrower is padded with dead neurons', () => {
    const [x, y] = related()
    const padded = y.map((row) => [...row, 0, 0, 0])
    expectClose(compare(lab, procrustes, x, padded), compare(lab, procrustes, x, y), 1e-12)
  })
})
