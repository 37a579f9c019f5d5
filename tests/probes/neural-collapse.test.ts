import { describe, expect, it } from 'vitest'
import { neuralCollapse } from '#probes/neural-collapse.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { expectClose } from './close.ts'
import { fine, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'
import { expected, given, needsFinite, PRECISIONS, scaledBy, shifted, turned, type Make } from './representation.ts'

const lab = await openLab()
type Given = { rows: Rows; labels: readonly number[]; weight?: Rows; logits?: Rows }

function collapse({ rows, labels, weight, logits }: Given, options: OptionValues = {}, make: Make = fine) {
  const head = { weight: weight ? make(weight) : null, logits: logits ? make(logits) : null }
  const hidden = { first: make(gaussian(rows.length, 2, 9)), last: make(rows) }
  return lab.numbers(neuralCollapse, { hidden, labels: Int32Array.from(labels), head }, options)
}

/** C equidistant directions in C dimensions, three examples of each class, at one point. */
const classes = 5
const simplex = Array.from({ length: classes }, (_, c) =>
  Array.from({ length: classes }, (_, j) => (c === j ? 1 : 0) - 1 / classes),
)
const labels = Array.from({ length: 3 * classes }, (_, i) => i % classes)
const collapsed = labels.map((label) => simplex[label] ?? [])

describe('neural collapse', () => {
  needsFinite(lab, { ...neuralCollapse, measure: named })

  describe.each(['classes', 'examples'])('from the center of %s', (center) =>
    it.each(PRECISIONS)('meets PyTorch in %s', (_, make, tolerance) => {
      const { last: rows, labels, head } = given
      expectClose(collapse({ rows, labels, ...head }, { center }, make), expected('neural-collapse', center), tolerance)
    }),
  )

  it('is 0 throughout on a simplex that the head mirrors, wherever it lies and however large it is', () => {
    const rotation = orthogonal(classes, 3)
    const rows = shifted(scaledBy(times(collapsed, rotation), 7))
    const weight = times(
      rotation.map((_, j) => rotation.map((row) => row[j] ?? 0)),
      simplex,
    )
    const logits = times(collapsed, simplex)
    const parts = collapse({ rows, labels, weight: scaledBy(weight, 0.2), logits })
    expect(Object.keys(parts)).toEqual(['nc1', 'nc2-norms', 'nc2-angles', 'nc3', 'nc4'])
    for (const value of Object.values(parts)) expect(value).toBeLessThan(1e-7)
  })

  it('is 0 on a simplex however many examples a class has', () => {
    const uneven = [...labels, 0, 0, 0, 0, 2]
    const parts = collapse({ rows: uneven.map((label) => simplex[label] ?? []), labels: uneven })
    expect(parts['nc2-norms']).toBeLessThan(1e-12)
    expect(parts['nc2-angles']).toBeLessThan(1e-12)
    expect(
      collapse({ rows: uneven.map((label) => simplex[label] ?? []), labels: uneven }, { center: 'examples' })[
        'nc2-angles'
      ],
    ).toBeGreaterThan(0.01)
  })

  it('by hand: two classes at ±2 with deviations 1 and 3 have nc1 5/8', () => {
    // Σ_W = (1 + 9)/2, Σ_B = 4, C = 2.
    const rows = [[3], [1], [-5], [1]]
    const parts = collapse({
      rows,
      labels: [0, 0, 1, 1],
      weight: [[1, 1]],
      logits: [
        [1, 0],
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    })
    // The head (1, 1)/√2 beside the means (1, −1)/√2; examples 2 and 4 are answered otherwise than they lie.
    expectClose(parts, { nc1: 5 / 8, 'nc2-norms': 0, 'nc2-angles': 0, nc3: Math.SQRT2, nc4: 0.25 }, 1e-9)
  })

  it('by hand: means at right angles are −1/(C − 1) off, and lengths 1 and 3 vary by half their mean', () => {
    const rows = [
      [1, 0],
      [-1, 0],
      [0, 3],
      [0, -3],
    ]
    // Cosines −1, −1 and four times 0; off by 2/3 twice and 1/3 four times.
    expectClose(collapse({ rows, labels: [0, 1, 2, 3] })['nc2-angles'], (2 * (2 / 3) + 4 / 3) / 6, 1e-9)
    expectClose(collapse({ rows, labels: [0, 1, 2, 3] })['nc2-norms'], 0.5, 1e-9)
  })

  it('does not change under rotation, shift and scale', () => {
    const { last: rows, labels } = given
    const parts = collapse({ rows, labels })
    const moved = collapse({ rows: shifted(scaledBy(turned(rows), 3)), labels })
    for (const part of ['nc1', 'nc2-norms', 'nc2-angles']) expectClose(moved[part], parts[part], 1e-9)
  })

  it('is absent for one class, an empty one, and equal means', () => {
    const rows = gaussian(4, 3, 1)
    expect(collapse({ rows, labels: [0, 0, 0, 0] })).toEqual({ absent: 'Needs 2 classes, and there is one' })
    expect(collapse({ rows, labels: [0, 2, 2, 0] })).toEqual({ absent: 'Class 1 has no example in the probe batch' })
    expect(collapse({ rows, labels: [0, 1, 1, 0], logits: gaussian(4, 3, 1) })).toEqual({
      absent: 'Class 2 has no example in the probe batch',
    })
    expect(collapse({ rows: rows.map(() => [1, 2, 3]), labels: [0, 1, 1, 0] })).toEqual({
      absent: "The class means of 'last' are equal",
    })
  })

  it('says which part is absent without a head, with another one, and with a mean at the center', () => {
    const { last: rows, labels, head } = given
    const without = collapse({ rows, labels })
    expect(without.nc3).toEqual({ absent: 'The network has no last layer of weights' })
    expect(without.nc4).toEqual({ absent: 'The network has no logits' })
    expect(without.nc1).toBeGreaterThan(0)
    const other = { rows, labels, weight: gaussian(3, 4, 1), logits: head.logits.map(() => [0, 0, NaN, 0]) }
    expect(collapse(other).nc3).toEqual({ absent: 'The head is 3 × 4, and the class means 4 × 4' })
    expect(collapse(other).nc4).toEqual({ absent: 'The logits hold NaN or an infinity' })
    const zero = rows.map(() => [0, 0, 0, 0]).slice(0, 4)
    expect(collapse({ rows, labels, weight: zero }).nc3).toEqual({ absent: 'The weights of the head are all zero' })
    const line = collapse({ rows: [[-1], [0], [1]], labels: [0, 1, 2] })
    expect(line['nc2-angles']).toEqual({ absent: 'The mean of class 1 is at the center' })
  })
})

/** The same answer under the name of the layer, as probes of every layer give it. */
function named(...[inputs, tools]: Parameters<typeof neuralCollapse.measure>) {
  const result = neuralCollapse.measure({ ...inputs, head: { weight: null, logits: null } }, tools)
  const isOfLayer = Object.keys(inputs.hidden).length > 0
  return (isOfLayer ? { h: result } : result) as never
}
