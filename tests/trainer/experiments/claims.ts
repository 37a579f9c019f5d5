import { every, type Attach } from '#src/vocabulary/index.ts'
import type { scalarsOf } from '../runs.ts'

/** How a test holds an experiment to what it expects. */
type Scalars = ReturnType<typeof scalarsOf>

/** Nothing attached but these, each by its id or with the number of steps between measurements. */
export function only(...probes: readonly (string | readonly [id: string, steps: number])[]): Attach[] {
  return probes.map((one) => (typeof one === 'string' ? { probe: one } : { probe: one[0], cadence: every(one[1]) }))
}

/** The first step at which a series reaches a threshold. */
export function passes(scalars: Scalars, series: string, threshold: number): number {
  return scalars[series]?.find(([, value]) => value >= threshold)?.[0] ?? Infinity
}

export function valueAt(scalars: Scalars, series: string, step: number): number {
  const value = scalars[series]?.find(([at]) => at === step)?.[1]
  if (value === undefined) throw new Error(`No value of ${series} at step ${step}`)
  return value
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? NaN
}
