import { isDue, type Cadence } from '#src/vocabulary/index.ts'
import type { Stretch } from './coverage.ts'

/** A cadence, and the steps over which it holds. */
export interface Rhythm extends Stretch {
  readonly cadence: Cadence
  /** Whether the run itself measures so. What it does not, a replay does, did, or will. */
  readonly live: boolean
  /** Whether it was asked for later, beside what was there: only what is missing of it is measured. */
  readonly denser: boolean
  /** Whether it was added so, and is there. */
  readonly added?: boolean
}

/** Whether some of what is there was added to the steps between, by a replay. */
export function hasAdded(rhythms: readonly Rhythm[]): boolean {
  return rhythms.some(({ denser, added = false }) => denser || added)
}

/** Whether a probe measures at a step by one of its rhythms. */
export function isDueIn(rhythms: readonly Rhythm[], step: number): boolean {
  return rhythms.some(({ from, to, cadence }) => step >= from && step <= to && isDue(cadence, step))
}

/** What of rhythms lies within stretches. */
export function withinStretches(rhythms: readonly Rhythm[], stretches: readonly Stretch[]): Rhythm[] {
  return rhythms.flatMap((rhythm) =>
    stretches
      .map(({ from, to }) => ({ ...rhythm, from: Math.max(from, rhythm.from), to: Math.min(to, rhythm.to) }))
      .filter(({ from, to }) => from <= to),
  )
}

/** Another cadence from behind a step on, for good or, beside the lasting one, up to a step. */
export function retimed(
  rhythms: readonly Rhythm[],
  { step, cadence, until, live }: { step: number; cadence: Cadence; until: number | null; live: boolean },
): Rhythm[] {
  const isReplaced = ({ to }: Rhythm) => (until === null ? to === Infinity : to !== Infinity && to > step)
  const before = rhythms.flatMap((one) => (isReplaced(one) ? withinStretches([one], [{ from: 0, to: step }]) : [one]))
  const after = { from: step + 1, to: until === null ? Infinity : until - 1, cadence, live, denser: false }
  return after.from > after.to ? before : [...before, after]
}

/** The first step of `from … to` at which this cadence asks for a value that the rhythms do not give; null where there is none. */
export function firstMissing(rhythms: readonly Rhythm[], cadence: Cadence, { from, to }: Stretch): number | null {
  for (let step = from; step <= to; step += 1) if (isDue(cadence, step) && !isDueIn(rhythms, step)) return step
  return null
}
