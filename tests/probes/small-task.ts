import type { Examples } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { uniforms } from './random.ts'

/** Addition mod 13: 100 pairs to train on, of whose labels every twentieth is wrong, and 69 to be tested on. */
export const MODULUS = 13

const order = shuffledPairs()
export const trainRows = Int32Array.from(order.slice(0, 100))
const testRows = Int32Array.from(order.slice(100))
/** The right answers, as against those trained on. */
export const trueLabels = { train: trainRows.map(sumOf), test: testRows.map(sumOf) }

const test = examples(testRows, trueLabels.test)
export const splits = {
  train: examples(
    trainRows,
    trueLabels.train.map((label, i) => (i % 20 === 0 ? (label + 5) % MODULUS : label)),
  ),
  test,
  probe: test,
}
const allRows = Int32Array.from({ length: MODULUS ** 2 }, (_, row) => row)
/** Every pair, row a · p + b. */
export const table = examples(allRows, allRows.map(sumOf))

function shuffledPairs(): number[] {
  const uniform = uniforms(77)
  const keyed = Array.from({ length: MODULUS ** 2 }, (_, row) => ({ row, key: uniform() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)
}

function sumOf(row: number): number {
  return (Math.floor(row / MODULUS) + (row % MODULUS)) % MODULUS
}

function examples(rows: Int32Array, labels: Int32Array) {
  const residues = (row: number) => [Math.floor(row / MODULUS), MODULUS + (row % MODULUS)]
  const inputs = oneHot(rows.length, 2 * MODULUS, (i) => residues(rows[i] ?? 0))
  const targets = oneHot(rows.length, MODULUS, (i) => [labels[i] ?? 0])
  return { inputs, targets, labels } satisfies Examples
}

function oneHot(rows: number, cols: number, hot: (row: number) => readonly number[]): Matrix {
  const data = new Float32Array(rows * cols)
  for (let row = 0; row < rows; row++) for (const col of hot(row)) data[row * cols + col] = 1
  return { rows, cols, data }
}
