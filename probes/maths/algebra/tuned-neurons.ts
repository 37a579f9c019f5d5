import type { Matrix } from './linear-algebra.ts'

/** The frequency (from 1) at which each neuron has most power, given those of `frequencyPowers`; null for one that has none. */
export function strongestFrequency({ rows, cols, data }: Matrix): (number | null)[] {
  return Array.from({ length: rows }, (_, row) => {
    let best = 0
    for (let k = 1; k < cols; k++) if ((data[row * cols + k] ?? 0) > (data[row * cols + best] ?? 0)) best = k
    return (data[row * cols + best] ?? 0) > 0 ? best + 1 : null
  })
}
