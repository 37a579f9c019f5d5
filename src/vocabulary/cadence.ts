import { canFollow, lengthsOf, type Adaptive } from './adaptive.ts'
import { badValue } from './errors.ts'

/**
 * When a probe measures: plain data, so that it can be shown, sent, changed and tested.
 * `perDecade` is the clock of grokking: as many measurements between steps 10 and 100 as between 1,000 and 10,000.
 */
export type Cadence =
  | { readonly kind: 'every'; readonly steps: number }
  | { readonly kind: 'per-decade'; readonly points: number }
  | Adaptive

/** Measure at every multiple of `steps`, step 0 included. */
export function every(steps: number): Cadence {
  return { kind: 'every', steps }
}

/** Measure at step 0 and then `points` times in each factor of ten, evenly in log step. */
export function perDecade(points: number): Cadence {
  return { kind: 'per-decade', points }
}

/** What `adaptiveAsTyped` takes, for an error. */
export const ADAPTIVE_AS_TYPED = 'to measure adaptively, every N to M steps, where M is N times 2, 4, 8, …'

/** Measure often where the curve bends, and rarely where it does not: at least `shortest` steps apart, and at most `longest`. */
export function adaptive(shortest: number, longest: number): Cadence {
  return { kind: 'adaptive', shortest, longest }
}

/**
 * Whether a probe of this cadence measures at `step`. A pure function of the step: a replay falls due alike. Of an adaptive
 * one these are the steps at which it measures whatever its curve does; at which others it does, `isDueOnCurve` says.
 */
export function isDue(cadence: Cadence, step: number): boolean {
  if (cadence.kind === 'every') return step % cadence.steps === 0
  if (cadence.kind === 'adaptive') return step % lengthsOf(cadence, step).block === 0
  if (step === 0) return true
  const place = (at: number) => Math.floor(Math.log10(at) * cadence.points + 1e-9)
  return step === 1 || place(step) > place(step - 1)
}

/** Whether it may measure at every step. */
export function mayMeasureEveryStep(cadence: Cadence): boolean {
  if (cadence.kind === 'adaptive') return cadence.shortest === 1
  return cadence.kind === 'every' && cadence.steps === 1
}

/** The densest that it ever measures, as a cadence that does so throughout. */
export function densestOf(cadence: Cadence): Cadence {
  return cadence.kind === 'adaptive' ? every(cadence.shortest) : cadence
}

export function cadenceText(cadence: Cadence): string {
  if (cadence.kind === 'per-decade') return `${cadence.points} times per decade of steps`
  if (cadence.kind === 'adaptive') return `adaptive, every ${cadence.shortest} to ${cadence.longest} steps`
  return cadence.steps === 1 ? 'every step' : `every ${cadence.steps} steps`
}

/** `1..16` as it is typed, or `16` alone: every step to every 16 steps. Null where no such cadence can be. */
export function adaptiveAsTyped(text: string): Cadence | null {
  const [, shortest = '1', longest] = /^(?:([1-9]\d*)\.\.)?([1-9]\d*)$/.exec(text.trim()) ?? []
  const cadence = { kind: 'adaptive', shortest: Number(shortest), longest: Number(longest) } as const
  return longest !== undefined && canFollow(cadence) ? cadence : null
}

/**
 * A probe as it is typed: `id`, `id@N` to measure every N steps, or `id@N..M` to measure every N to M steps, as its curve
 * asks for. `where` names what was typed, in an error.
 */
export function probeAsTyped(where: string, typed: string): { probe: string; cadence: Cadence | null } {
  const [probe = '', how, ...more] = typed.split('@')
  const cadence = how?.includes('..') ? adaptiveAsTyped(how) : /^[1-9]\d*$/.test(how ?? '') ? every(Number(how)) : null
  const isRight = probe !== '' && more.length === 0 && (how === undefined || cadence !== null)
  if (!isRight) throw badValue(where, `an id, id@N to measure every N steps, or id@N..M ${ADAPTIVE_AS_TYPED}`, typed)
  return { probe, cadence }
}
