import { describe, expect, it } from 'vitest'
import { excludedLoss } from '#probes/excluded-loss.ts'
import type { Table } from '#probes/inputs.ts'
import { lossOf } from '#probes/maths/chain/loss.ts'
import { discreteLogarithms, pairGroup } from '#probes/maths/algebra/pair-group.ts'
import { restrictedLoss } from '#probes/restricted-loss.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, matrix, openLab } from './lab.ts'
import { mechanisms, storedTable } from './mechanisms.ts'
import { gaussian } from './random.ts'
import { answerTo, tableFrom } from './tables.ts'

const lab = await openLab()

describe.each(Object.keys(mechanisms.tables))('against two-dimensional FFTs: %s', (name) => {
  const expected = mechanisms.tables[name]?.expected.restrictedLoss ?? {}
  it.each(Object.keys(expected))('keys, split and loss: %s', (key) => {
    const [keys, split = '', loss = ''] = key.split(' ')
    const options = { keys: Number(keys), split, loss }
    expectClose(lab.measure(restrictedLoss, { table: storedTable(name) }, options), expected[key], FLOAT64)
    expectClose(lab.measure(restrictedLoss, { table: storedTable(name, matrix) }, options), expected[key], FLOAT32)
  })
})

describe('what it keeps', () => {
  const wave = (k: number) => (a: number, b: number, c: number) => 2 * Math.cos((2 * Math.PI * k * (a + b - c)) / 11)
  const byAnswer = (_a: number, _b: number, c: number) => Math.sin(c)
  const noise = gaussian(121, 11, 3)
  const besides = (a: number, b: number, c: number) =>
    // A wave in a − b, which no wave in a + b resembles.
    3 * Math.cos((2 * Math.PI * 2 * (a - b)) / 11) * ((noise[0] ?? [])[c] ?? 0)

  it('is waves in a + b and the mean of every answer: nothing else of the logits matters', () => {
    const pure = tableFrom('add', 11, (a, b, c) => wave(3)(a, b, c) + byAnswer(a, b, c))
    const mixed = tableFrom('add', 11, (a, b, c) => wave(3)(a, b, c) + byAnswer(a, b, c) + besides(a, b, c))
    const full = lossOf({ kind: 'cross-entropy', reduction: 'mean' }, pure.logits, pure.targets)
    expectClose(lab.measure(restrictedLoss, { table: pure }, { keys: 1, split: 'all' }), full, FLOAT64)
    expectClose(lab.measure(restrictedLoss, { table: mixed }, { keys: 1, split: 'all' }), full, FLOAT64)
    expect(lossOf({ kind: 'cross-entropy', reduction: 'mean' }, mixed.logits, mixed.targets)).toBeGreaterThan(full)
  })

  it('is only the strongest waves', () => {
    const two = tableFrom('add', 11, (a, b, c) => wave(3)(a, b, c) + 0.4 * wave(5)(a, b, c))
    const one = tableFrom('add', 11, wave(3))
    const options = { split: 'all' }
    expectClose(
      lab.measure(restrictedLoss, { table: two }, { keys: 1, ...options }),
      lab.measure(restrictedLoss, { table: one }, { keys: 1, ...options }) as number,
      FLOAT64,
    )
    const both = lab.measure(restrictedLoss, { table: two }, { keys: 2, ...options })
    expectClose(both, lossOf({ kind: 'cross-entropy', reduction: 'mean' }, two.logits, two.targets), FLOAT64)
  })

  it('counts the waves of every answer, the first included', () => {
    const inFirst = (a: number, b: number, c: number) => (c === 0 ? 4 * wave(4)(a, b, c) : 0)
    const both = tableFrom('add', 11, (a, b, c) => inFirst(a, b, c) + (c === 0 ? 0 : 0.3 * wave(3)(a, b, c)))
    expectClose(
      lab.measure(restrictedLoss, { table: both }, { keys: 1, split: 'all' }),
      lab.measure(restrictedLoss, { table: tableFrom('add', 11, inFirst) }, { keys: 1, split: 'all' }) as number,
      FLOAT64,
    )
  })

  it('and what excluded loss keeps add up to the logits', () => {
    // f = r + e of orthogonal parts, so that ‖f − y‖² = ‖r − y‖² + ‖e − y‖² − ‖y‖².
    const { logits } = storedTable('add')
    const zero = { ...storedTable('add'), logits: { ...logits, data: logits.data.map(() => 0) } }
    const loss = (probe: typeof restrictedLoss, table: Table) =>
      lab.measure(probe, { table }, { keys: 0, split: 'all', loss: 'mse' }) as number
    const centered = { ...storedTable('add'), logits: { ...logits, data: withoutMeans(logits.data, logits.cols) } }
    const [r, e, y] = [loss(restrictedLoss, centered), loss(excludedLoss, centered), loss(restrictedLoss, zero)]
    const full = lossOf({ kind: 'mse', reduction: 'mean' }, centered.logits, targetsOf(centered))
    expectClose(r + e - y, full, FLOAT64)
  })
})

it('reads a · b as a sum of discrete logarithms, a − b as a difference', () => {
  expect(discreteLogarithms(7)).toEqual(Int32Array.of(-1, 0, 2, 1, 4, 5, 3))
  expect(discreteLogarithms(2)).toEqual(Int32Array.of(-1, 0))
  for (const composite of [4, 6, 9, 15]) expect(discreteLogarithms(composite)).toBeNull()
  for (const operation of ['add', 'subtract', 'multiply'] as const) {
    const group = pairGroup({ operation, modulus: 11 })
    if (group === null) throw new Error('11 is a prime')
    for (const [row, s] of group.ofPair.entries()) {
      const [a, b] = [Math.floor(row / 11), row % 11]
      const isOutside = operation === 'multiply' && a * b === 0
      expect(s).toBe(isOutside ? -1 : group.ofAnswer[answerTo(operation, a, b, 11)])
    }
  }
})

it('is the same after both numbers are shifted, and after relabeling n → 3n', () => {
  const draws = gaussian(49, 7, 5)
  const logits = (a: number, b: number, c: number) => draws[(a % 7) * 7 + (b % 7)]?.[c % 7] ?? 0
  const options = { keys: 2, split: 'all' }
  const plain = lab.measure(restrictedLoss, { table: tableFrom('add', 7, logits) }, options)
  const shifted = tableFrom('add', 7, (a, b, c) => logits(a + 2, b + 4, c + 6))
  const relabeled = tableFrom('add', 7, (a, b, c) => logits(3 * a, 3 * b, 3 * c))
  expectClose(lab.measure(restrictedLoss, { table: shifted }, options), plain, FLOAT64)
  expectClose(lab.measure(restrictedLoss, { table: relabeled }, options), plain, FLOAT64)
})

it('reports in the loss that the network is trained with unless told otherwise', () => {
  const table = { ...storedTable('add'), loss: { kind: 'mse', reduction: 'batch-mean' } } as const
  const mean = lab.measure(restrictedLoss, { table }, { loss: 'mse' }) as number
  expectClose(lab.measure(restrictedLoss, { table }), 7 * mean, FLOAT64)
})

it('is absent without a group, without pairs, and for logits that are not finite', () => {
  const composite = { ...storedTable('add'), operation: 'multiply', modulus: 6 } as const
  const table = storedTable('subtract')
  expect(lab.measure(restrictedLoss, { table: { ...composite, logits: table.logits } })).toEqual({
    absent: 'Products modulo 6, which is not a prime, have no discrete logarithm',
  })
  const everything = { rows: Int32Array.from({ length: 36 }, (_, row) => row), labels: table.answers }
  expect(lab.measure(restrictedLoss, { table: { ...table, train: everything } })).toEqual({
    absent: "The split 'test' has no pairs in the group",
  })
  const lost = { ...table.logits, data: table.logits.data.map((value, i) => (i === 3 ? Number.NaN : value)) }
  expect(lab.measure(restrictedLoss, { table: { ...table, logits: lost } })).toEqual({
    absent: 'The logits hold NaN or an infinity',
  })
  expect(lab.measure(restrictedLoss, { table: tableFrom('add', 2, () => 1) })).toEqual({
    absent: 'Modulus 2 has no frequency with a cosine and a sine',
  })
})

/** Every answer's mean over all pairs taken off. */
function withoutMeans(data: Float32Array | Float64Array, cols: number): Float64Array {
  const rows = data.length / cols
  const means = Array.from({ length: cols }, (_, c) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += data[row * cols + c] ?? 0
    return sum / rows
  })
  return Float64Array.from(data, (value, i) => value - (means[i % cols] ?? 0))
}

function targetsOf({ answers, modulus }: Table) {
  return fine(Array.from(answers, (answer) => Array.from({ length: modulus }, (_, c) => +(c === answer))))
}
