import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { uniforms } from './random.ts'

/** Patterns of independent ±1. */
export function randomPatterns(count: number, size: number, seed: number): Matrix {
  const uniform = uniforms(seed)
  return {
    rows: count,
    cols: size,
    data: Float64Array.from({ length: count * size }, () => (uniform() < 0.5 ? -1 : 1)),
  }
}

/** As many updates as there are neurons, each of one drawn at random, under Hebb's couplings without self-coupling; in place. */
export function asynchronousSweep(patterns: Matrix, state: Float64Array, uniform: () => number): void {
  const { rows, cols, data } = patterns
  const projections = new Float64Array(rows)
  for (let at = 0; at < data.length; at++) {
    const pattern = Math.floor(at / cols)
    projections[pattern] = (projections[pattern] ?? 0) + (data[at] ?? 0) * (state[at % cols] ?? 0)
  }
  for (let update = 0; update < cols; update++) {
    const i = Math.floor(uniform() * cols)
    let field = -rows * (state[i] ?? 0)
    for (let mu = 0; mu < rows; mu++) field += (data[mu * cols + i] ?? 0) * (projections[mu] ?? 0)
    const next = field >= 0 ? 1 : -1
    const change = next - (state[i] ?? 0)
    if (change === 0) continue
    for (let mu = 0; mu < rows; mu++) projections[mu] = (projections[mu] ?? 0) + (data[mu * cols + i] ?? 0) * change
    state[i] = next
  }
}
