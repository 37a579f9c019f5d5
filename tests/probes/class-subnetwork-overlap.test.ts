import { describe, expect, it } from 'vitest'
import { classSubnetworkOverlap } from '#probes/class-subnetwork-overlap.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { mechanisms } from './mechanisms.ts'
import { gaussian } from './random.ts'

const lab = await openLab()
const { inputs, labels, expected } = mechanisms.hidden

function overlap(rows: Rows, labels: readonly number[], share: number, toMatrix = fine): unknown {
  const asked = { hidden: { h: toMatrix(rows) }, labels: Int32Array.from(labels) }
  const measured = lab.measure(classSubnetworkOverlap, asked, { share }) as { h: Matrix }
  return 'h' in measured && 'data' in measured.h ? [...measured.h.data] : measured
}

describe.each(Object.keys(expected))('share %s', (share) => {
  it.each(Object.keys(inputs))('agrees with scikit-learn’s Jaccard scores: %s', (name) => {
    for (const toMatrix of [fine, matrix]) {
      const measured = overlap(inputs[name] ?? [], labels, Number(share), toMatrix)
      expectClose(measured, expected[share]?.[name], FLOAT64)
    }
  })
})

it('numbers its rows by class, in whatever order the examples come', () => {
  for (const [name, rows] of Object.entries(inputs)) {
    const backwards = overlap(rows.toReversed(), labels.toReversed(), 0.5)
    expectClose(backwards, expected['0.5']?.[name], FLOAT64)
  }
  const sizes = [
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [0, 0, 0, 1],
  ] // class 9, 5 and 2
  expect(overlap(sizes, [9, 5, 2], 1)).toEqual([1, 0, 0, 0, 1, 2 / 3, 0, 2 / 3, 1])
})

it('is the identity for specialists and 1 everywhere for units that serve all', () => {
  const specialists = [
    [5, 5, 0, 0],
    [0, 0, 5, 5],
    [4, 3, 1, 0],
    [0, 1, 2, 2],
  ]
  expect(overlap(specialists, [3, 7, 3, 7], 0.5)).toEqual([1, 0, 0, 1])
  expect(
    overlap(
      [
        [5, 5, 0, 1],
        [-5, 5, 1, 0],
      ],
      [0, 1],
      0.5,
    ),
  ).toEqual([1, 1, 1, 1])
  expect(
    overlap(
      [
        [3, 2, 1],
        [3, 0, 2],
      ],
      [0, 1],
      0.67,
    ),
  ).toEqual([1, 1 / 3, 1 / 3, 1])
})

it('is symmetric, 1 on the diagonal, and depends on neither scale nor the order of units', () => {
  const rows = gaussian(12, 9, 4)
  const classes = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]
  const plain = overlap(rows, classes, 0.4) as number[]
  for (let i = 0; i < 3; i++) {
    expect(plain[4 * i]).toBe(1)
    for (let j = 0; j < 3; j++) expect(plain[3 * i + j]).toBe(plain[3 * j + i])
  }
  expect(
    overlap(
      rows.map((row) => row.map((value) => 30 * value).toReversed()),
      classes,
      0.4,
    ),
  ).toEqual(plain)
})

it('never counts silent units: two classes share none that neither uses', () => {
  expect(
    overlap(
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
      ],
      [0, 1],
      1,
    ),
  ).toEqual([1, 0, 0, 1])
  expect(
    overlap(
      [
        [1, 0],
        [0, 0],
      ],
      [0, 1],
      0.5,
    ),
  ).toEqual({ h: { absent: "No unit of 'h' is active for class 1" } })
})

it('takes one unit at least', () =>
  expect(
    overlap(
      [
        [1, 2],
        [2, 1],
      ],
      [0, 1],
      0.001,
    ),
  ).toEqual([1, 0, 0, 1]))

it('is absent for one class, and for activations that are not finite', () => {
  expect(overlap([[1], [2]], [3, 3], 0.5)).toEqual({ absent: 'Needs examples of 2 classes' })
  expect(overlap([[1], [Number.NaN]], [0, 1], 0.5)).toEqual({ h: { absent: "'h' holds NaN or an infinity" } })
})
