import type { Probe } from '#probes/define.ts'
import type { Inputs, Layer } from '#probes/inputs.ts'
import { type Rows, fine } from '../../lab.ts'
import { gaussian, uniforms } from '../../random.ts'

export const hidden = (rows: Rows) => ({ h: fine(rows) })

export const pair = (n: number) => ({ hidden: hidden(gaussian(n, 3, 1)), referenceHidden: hidden(gaussian(n, 3, 2)) })

export const layer = (rows: Rows): Layer => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float64Array.from(rows.flat()),
})

export const coarse = (rows: Rows): Layer => ({ ...layer(rows), values: Float32Array.from(rows.flat()) })

export const series = (n: number) => ({
  series: {
    of: {
      name: 'loss',
      steps: Float64Array.from({ length: n }, (_, i) => i),
      values: Float64Array.from(gaussian(1, n, 3).flat()),
    },
  },
})

export const falling = (n: number) => ({
  series: {
    of: {
      name: 'loss',
      steps: Float64Array.from({ length: n }, (_, i) => 10 ** i),
      values: Float64Array.from({ length: n }, (_, i) => 1 + 10 ** (-i / 2) + 0.01 * (i % 2)),
    },
  },
})

export const uniform = (rows: number, cols: number, seed: number): Rows => {
  const next = uniforms(seed)
  return Array.from({ length: rows }, () => Array.from({ length: cols }, () => next()))
}

export const remembered = (probe: Probe, steps: readonly Partial<Inputs>[]): unknown =>
  steps.reduce((held: unknown, step) => probe.memory?.next(held, step as Inputs), probe.memory?.initial)
