import { expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { sparseParity } from '#trainer/data/sparse-parity.ts'

const settings = { bits: 6, relevant: 3, testExamples: 4000 }

it('answers the parity of the same few bits, everywhere; no fewer of them tell anything', () => {
  const task = sparseParity(settings, 2)
  const { inputs, labels } = task.test!
  const bit = (row: number, at: number) => inputs.data[7 * row + at]!
  const rows = [...labels.keys()]
  /** Mean of the product of some bits with the answer, as a sign. */
  const tells = (bits: readonly number[]) =>
    rows.reduce((sum, row) => sum + bits.reduce((sign, at) => sign * bit(row, at), 2 * labels[row]! - 1), 0) / rows.length
  const subsets = Array.from({ length: 64 }, (_, mask) => [0, 1, 2, 3, 4, 5].filter((at) => mask & (1 << at)))
  const telling = subsets.filter((subset) => Math.abs(tells(subset)) > 0.1)
  expect(telling).toHaveLength(1)
  expect(telling[0]).toHaveLength(3)
  expect(tells(telling[0]!)).toBe(1)
  expect(rows.every((row) => bit(row, 6) === 1)).toBe(true)
  const drawn = task.draw!(openStream(1, 'x'), 50)
  for (const row of drawn.labels.keys()) {
    const product = telling[0]!.reduce((sign, at) => sign * drawn.inputs.data[7 * row + at]!, 1)
    expect(drawn.labels[row]).toBe(product === 1 ? 1 : 0)
  }
  expect(sparseParity(settings, 3).test!.labels).not.toEqual(labels)
})
