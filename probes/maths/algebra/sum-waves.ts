import type { Table } from '#probes/inputs.ts'
import { dimensionsOf } from './frequency-powers.ts'
import type { Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { ordinaryNumbers } from './ordinary-size.ts'
import { pairGroup, type PairGroup } from './pair-group.ts'

/**
 * What the logits of a table owe to the sum s of their pair alone, as waves in s: for each answer c, its mean over all
 * pairs of one sum, whose Fourier coefficients are those of the logits on cos(2πks/n) and sin(2πks/n) of the pairs.
 */
export interface SumWaves {
  readonly group: PairGroup
  /** [order, C], the mean logits over the pairs of each element, in float64 */
  readonly averages: Matrix
  /**
   * Of frequencies 1 … ⌊order/2⌋, power per pair, summed over answers: what each frequency's waves add to Σ f²; over a
   * power of four where that would leave the range of numbers.
   */
  readonly powers: Float64Array
}

/** Null where the task is no addition in a cyclic group. */
export function sumWaves(table: Table): SumWaves | null {
  return wavesOf(table).waves
}

const wavesOf = oncePerArray((table: Table): { waves: SumWaves | null } => {
  const group = pairGroup(table)
  if (group === null) return { waves: null }
  const { order, ofPair } = group
  const { cols, data } = table.logits
  const averages = new Float64Array(order * cols)
  // Every element has as many pairs as the group has elements.
  for (let row = 0; row < ofPair.length; row++) {
    const s = ofPair[row] as number
    if (s < 0) continue
    for (let c = 0; c < cols; c++)
      averages[s * cols + c] = (averages[s * cols + c] ?? 0) + (data[row * cols + c] ?? 0) / order
  }
  const { data: inUnit } = ordinaryNumbers(averages)
  const powers = Float64Array.from({ length: Math.floor(order / 2) }, (_, at) => {
    const { cosine, sine } = coefficientsAt(inUnit, cols, order, at + 1)
    let power = 0
    for (let c = 0; c < cols; c++) power += (cosine[c] as number) ** 2 + (sine[c] as number) ** 2
    return power * dimensionsOf(at + 1, order)
  })
  return { waves: { group, averages: { rows: order, cols, data: averages }, powers } }
})

/** The places of the strongest frequencies, counted from 1, strongest first; 0 asks for all of them. */
export function strongest(powers: Float64Array, count: number): number[] {
  const order = Array.from(powers.keys()).sort((a, b) => (powers[b] as number) - (powers[a] as number) || a - b)
  return order.slice(0, count === 0 ? order.length : count).map((at) => at + 1)
}

/** The waves of these frequencies, as a function of the sum, [order, C]; frequency 0 is the mean over all pairs. */
export function wavesAt(
  { group: { order }, averages: { cols, data } }: SumWaves,
  frequencies: readonly number[],
): Matrix {
  const waves = new Float64Array(order * cols)
  for (const k of frequencies) {
    const { cosine, sine } = coefficientsAt(data, cols, order, k)
    const factor = dimensionsOf(k, order)
    for (let s = 0; s < order; s++) {
      const angle = angleOf(k * s, order)
      const [x, y] = [factor * Math.cos(angle), factor * Math.sin(angle)]
      for (let c = 0; c < cols; c++) {
        waves[s * cols + c] = (waves[s * cols + c] ?? 0) + x * (cosine[c] as number) + y * (sine[c] as number)
      }
    }
  }
  return { rows: order, cols, data: waves }
}

/** Means over s of the averages times cos(2πks/n) and sin(2πks/n), one a class. */
function coefficientsAt(averages: Float64Array | Float32Array, cols: number, order: number, k: number) {
  const cosine = new Float64Array(cols)
  const sine = new Float64Array(cols)
  for (let s = 0; s < order; s++) {
    const angle = angleOf(k * s, order)
    const [x, y] = [Math.cos(angle) / order, Math.sin(angle) / order]
    for (let c = 0; c < cols; c++) {
      const value = averages[s * cols + c] ?? 0
      cosine[c] = (cosine[c] as number) + x * value
      sine[c] = (sine[c] as number) + y * value
    }
  }
  return { cosine, sine }
}

/** Reduced before the division, so that large products cost no digits. */
function angleOf(product: number, order: number): number {
  return (2 * Math.PI * (product % order)) / order
}
