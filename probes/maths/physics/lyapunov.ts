import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { lengthOf } from '#probes/maths/algebra/wide.ts'

/**
 * ln of how much each step of h ← tanh(g W h) stretches a tangent vector, which is brought back to length 1 every time;
 * one a step after the transient. A vector that comes to 0 has −∞ from there on.
 */
export function growthRates(
  weight: Matrix,
  gain: number,
  state: Float64Array,
  direction: Float64Array,
  transient: number,
  steps: number,
): Float64Array {
  const rates = new Float64Array(steps)
  let h = state
  let u = unit(direction).vector
  for (let t = -transient; t < steps; t++) {
    h = times(weight, gain, h).map(Math.tanh)
    const { vector, length } = unit(times(weight, gain, u).map((value, i) => value * (1 - (h[i] ?? 0) ** 2)))
    if (t >= 0) rates[t] = Math.log(length)
    u = vector
  }
  return rates
}

function times({ rows, cols, data }: Matrix, gain: number, vector: Float64Array): Float64Array {
  const product = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let col = 0; col < cols; col++) sum += (data[row * cols + col] as number) * (vector[col] as number)
    product[row] = gain * sum
  }
  return product
}

function unit(vector: Float64Array): { vector: Float64Array; length: number } {
  const length = lengthOf(vector)
  return { vector: length === 0 ? vector : vector.map((value) => value / length), length }
}
