import { badValue } from './errors.ts'

/**
 * When a probe measures: plain data, so that it can be shown, sent, changed and tested.
 * `perDecade` is the clock of grokking: as many measurements between steps 10 and 100 as between 1,000 and 10,000.
 */
export type Cadence =
  { readonly kind: 'every'; readonly steps: number } | { readonly kind: 'per-decade'; readonly points: number }

/** Measure at every multiple of `steps`, step 0 included. */
export function every(steps: number): Cadence {
  return { kind: 'every', steps }
}

/** Measure at step 0 and then `points` times in each factor of ten, evenly in log step. */
export function perDecade(points: number): Cadence {
  return { kind: 'per-decade', points }
}

/** Whether a probe of this cadence measures at `step`. A pure function of the step: a replay falls due alike. */
export function isDue(cadence: Cadence, step: number): boolean {
  if (cadence.kind === 'every') return step % cadence.steps === 0
  if (step === 0) return true
  const place = (at: number) => Math.floor(Math.log10(at) * cadence.points + 1e-9)
  return step === 1 || place(step) > place(step - 1)
}

export function cadenceText(cadence: Cadence): string {
  if (cadence.kind === 'per-decade') return `${cadence.points} times per decade of steps`
  return cadence.steps === 1 ? 'every step' : `every ${cadence.steps} steps`
}

/** A probe as it is typed: `id`, or `id@N` to measure every N steps. `where` names what was typed, in an error. */
export function probeAsTyped(where: string, typed: string): { probe: string; cadence: Cadence | null } {
  const [probe = '', steps, ...more] = typed.split('@')
  const isRight = probe !== '' && more.length === 0 && (steps === undefined || /^[1-9]\d*$/.test(steps))
  if (!isRight) throw badValue(where, 'an id, or id@N to measure every N steps', typed)
  return { probe, cadence: steps === undefined ? null : every(Number(steps)) }
}
