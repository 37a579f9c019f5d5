import { isDue, type Cadence } from '#src/vocabulary/index.ts'

/** What a probe takes of each step. */
export interface Cost {
  readonly probe: string
  readonly ms: number
  /** Of the whole step: training and all probes. */
  readonly share: number
}

export interface Costs {
  /** The dearest first. */
  readonly probes: readonly Cost[]
  readonly trainingMs: number
  readonly probesMs: number
  /** All probes' of the whole step; 0 before anything was measured. */
  readonly share: number
}

/** `milliseconds` a step by probe, and that of forward, backward and update. */
export function costsOf(milliseconds: ReadonlyMap<string, number>, trainingMs: number): Costs {
  const known = [...milliseconds].filter(([, ms]) => Number.isFinite(ms))
  const probesMs = known.reduce((sum, [, ms]) => sum + ms, 0)
  const whole = probesMs + trainingMs
  const shareOf = (ms: number) => (whole > 0 ? ms / whole : 0)
  const probes = known.map(([probe, ms]) => ({ probe, ms, share: shareOf(ms) })).sort((a, b) => b.ms - a.ms)
  return { probes, trainingMs, probesMs, share: shareOf(probesMs) }
}

/** Beyond so many steps a cadence is counted no further: it thins out, and the mean changes no more. */
const COUNTED = 10_000

/**
 * Milliseconds a step that an evaluation comes to, over the steps that are left of a run; of an adaptive cadence where the curve
 * runs straight, the least that it comes to.
 */
export function amortizedMs(ms: number, cadence: Cadence, step: number, steps: number): number {
  if (cadence.kind === 'every') return ms / cadence.steps
  const left = Math.min(COUNTED, Math.max(1, steps - step))
  let due = 0
  for (let at = step; at < step + left; at++) if (isDue(cadence, at)) due++
  return (ms * due) / left
}
