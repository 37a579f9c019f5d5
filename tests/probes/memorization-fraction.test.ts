import { describe, expect, it } from 'vitest'
import { memorizationFraction } from '#probes/memorization-fraction.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { ensembles } from './ensemble-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { orthogonal, times } from './random.ts'

const lab = await openLab()
const shares = (generated: Rows, training: Rows, heldOut: Rows | null = null, options = {}, as: typeof fine = fine) => {
  const samples = { generated: as(generated), training: as(training), heldOut: heldOut && as(heldOut) }
  return lab.measure(memorizationFraction, { samples }, options) as Record<
    string,
    { estimate: number; standardError: number }
  >
}

describe('the memorized share', () => {
  const { training, generated, heldOut, expected } = ensembles.memorized
  const binomial = (share: number, n: number) => ({
    estimate: share,
    standardError: Math.sqrt((share * (1 - share)) / n),
  })
  const theirs = {
    generated: binomial(expected.generated, generated.length),
    'held-out': binomial(expected['held-out'], heldOut.length),
  }

  it('is that of SciPy’s distances, with its null', () => {
    expectClose(shares(generated, training, heldOut), theirs, FLOAT64)
    expectClose(shares(generated, training, heldOut, {}, matrix), theirs, FLOAT64)
  })

  it('does not change when all is moved together, or training points come in another order', () => {
    const turn = orthogonal(3, 2)
    const moved = (rows: Rows) => times(rows, turn).map((row) => row.map((value, j) => 5 * value + j))
    expectClose(shares(moved(generated), moved(training), moved(heldOut)), theirs, FLOAT64)
    expectClose(shares(generated, [...training].reverse(), heldOut), theirs, FLOAT64)
  })

  it('counts a third and not more: distances 1 and 3 are no copy, 1 and 3.01 are', () => {
    expect(
      shares(
        [[1, 0]],
        [
          [0, 0],
          [4, 0],
        ],
      ).generated!.estimate,
    ).toBe(0)
    expect(
      shares(
        [[1, 0]],
        [
          [0, 0],
          [4.01, 0],
        ],
      ).generated!.estimate,
    ).toBe(1)
    expect(
      shares(
        [
          [1, 0],
          [0, 1],
          [2, 0],
        ],
        [
          [0, 0],
          [4.01, 0],
        ],
      ).generated,
    ).toEqual(binomial(2 / 3, 3))
    expect(
      shares(
        [[1, 0]],
        [
          [0, 0],
          [2.9, 0],
        ],
        null,
        { ratio: 0.6 },
      ).generated!.estimate,
    ).toBe(1)
  })

  it('is 1 for copies, even of a training point that is there twice', () => {
    const points = [
      [0, 0],
      [0, 0],
      [1, 1],
      [3, 2],
    ]
    expect(shares(points, points).generated!.estimate).toBe(1)
    expect(shares([[0.01, 0]], points).generated!.estimate).toBe(1)
  })

  it('says why there is none', () => {
    const cross = [
      [0, 0],
      [1, 0],
    ]
    expect(
      shares(
        [[1, 0]],
        [
          [0, 0],
          [4, 0],
        ],
      )['held-out'],
    ).toEqual({ absent: 'No data were held out' })
    expect(
      shares(
        [[1, 0]],
        [
          [0, 0],
          [0, 0],
        ],
      ).generated,
    ).toEqual({ absent: 'Needs two different training points' })
    const none = { generated: { ...fine([]), cols: 2 }, training: fine(cross), heldOut: null }
    expect(lab.measure(memorizationFraction, { samples: none })).toHaveProperty('generated', {
      absent: 'There are no samples',
    })
    expect(
      shares(
        [[1]],
        [
          [0, 0],
          [1, 0],
        ],
      ),
    ).toEqual({ absent: 'Samples have 1 dimensions and training points 2' })
  })
})
