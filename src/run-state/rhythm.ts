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
  /** From which step on its values were known to whoever measured so; an adaptive cadence goes by them. Left out: `from`. */
  readonly since?: number
}

/** Whether a rhythm has a value at one of its steps. */
export type IsDueBy = (rhythm: Rhythm, step: number) => boolean

/** What is sure of a rhythm, also where nothing is known of the curve. */
const surely: IsDueBy = ({ cadence }, step) => isDue(cadence, step)

/** Whether some of what is there was added to the steps between, by a replay. */
export function hasAdded(rhythms: readonly Rhythm[]): boolean {
  return rhythms.some(({ denser, added = false }) => denser || added)
}

/**
 * Whether a probe measures at a step by one of its rhythms. `isDueBy` knows the curves; without it an adaptive rhythm is due
 * where it is in any case.
 */
export function isDueIn(rhythms: readonly Rhythm[], step: number, isDueBy = surely): boolean {
  return rhythms.some((rhythm) => step >= rhythm.from && step <= rhythm.to && isDueBy(rhythm, step))
}

/** What of a probe is wanted from the step on at which it joins, and of the steps that were missing then. */
export function joinedRhythms(
  { step, since, cadence, live }: { step: number; since: number; cadence: Cadence; live: boolean },
  gaps: readonly Stretch[],
): Rhythm[] {
  const past = gaps.map((gap) => ({ ...gap, cadence, live: false, denser: false, ...sinceOf(cadence, since) }))
  const present = { from: step, to: Infinity, cadence, live, denser: false, ...sinceOf(cadence, step) }
  return live ? [...past, present] : past
}

/** Said only where it matters. */
function sinceOf(cadence: Cadence, since: number): Pick<Rhythm, 'since'> {
  return cadence.kind === 'adaptive' ? { since } : {}
}

/** The steps of `from … to` at a cadence, which were asked for beside what was there. */
export function denserRhythm({ from, to }: Stretch, cadence: Cadence, since: number): Rhythm {
  return { from, to, cadence, live: false, denser: true, ...sinceOf(cadence, Math.min(since, from)) }
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
  const from = step + 1
  const to = until === null ? Infinity : until - 1
  const after = { from, to, cadence, live, denser: false, ...sinceOf(cadence, from) }
  return after.from > after.to ? before : [...before, after]
}

/** The first step of `from … to` at which this cadence asks for a value that the rhythms do not give; null where there is none. */
export function firstMissing(rhythms: readonly Rhythm[], cadence: Cadence, { from, to }: Stretch): number | null {
  for (let step = from; step <= to; step += 1) if (isDue(cadence, step) && !isDueIn(rhythms, step)) return step
  return null
}
