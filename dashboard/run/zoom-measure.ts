import { firstMissing, type Attachment, type Rhythm } from '#src/run-state/index.ts'
import { every, type Command, type ProbeCard } from '#src/vocabulary/index.ts'
import type { Range } from '#dashboard/series/range.ts'

/** A stretch of steps, and the probes that were not measured at each of them. */
export interface Sparse {
  readonly from: number
  readonly to: number
  readonly probes: readonly string[]
}

/** What of a run says how densely its probes were measured. */
export interface Measured {
  readonly attached: ReadonlyMap<string, Pick<Attachment, 'probe'>>
  readonly wanted: ReadonlyMap<string, readonly Rhythm[]>
  readonly cards: readonly Pick<ProbeCard, 'id' | 'needs'>[]
}

/** A stretch of more steps than this is no detail any more, and a replay that measures it all takes long. */
export const MOST_STEPS = 10_000
/** More than this no replay measures unless somebody says so. */
export const MOST_BY_ITSELF = 1_000

/**
 * What of a zoomed stretch a replay could measure at every step: of these probes, those that are attached and were not, are not
 * going to be, and do not read the clock. Null where there is nothing to measure.
 */
export function sparseIn(
  { attached, wanted, cards }: Measured,
  zoom: Range,
  step: number,
  probes: Iterable<string>,
): Sparse | null {
  const from = Math.max(0, Math.ceil(zoom.from))
  const to = Math.min(step, Math.floor(zoom.to))
  if (to < from || to - from >= MOST_STEPS) return null
  const readsClock = (id: string) => cards.some((card) => card.id === id && card.needs.includes('clock'))
  const missing = [...probes].filter(
    (id) => attached.has(id) && !readsClock(id) && firstMissing(wanted.get(id) ?? [], every(1), { from, to }) !== null,
  )
  return missing.length === 0 ? null : { from, to, probes: missing }
}

/** What asks for the stretch of one of them. */
export function measureCommand(probe: string, { from, to }: Pick<Sparse, 'from' | 'to'>): Command {
  return { type: 'attach', probe, cadence: every(1), from, to }
}
