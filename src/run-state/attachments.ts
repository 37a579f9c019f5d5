import type { Report } from '#src/vocabulary/index.ts'
import { attachmentOf, densified, retunedTo, type Attachment } from './attachment.ts'
import { endedAt, isIn, withStretch, type Stretch } from './coverage.ts'
import { denserFill, filledNoMore, filledTo, fillOf, neverFilled, type Fill } from './fill.ts'
import { added, appended, without } from './immutable-map.ts'
import { denserRhythm, isDueIn, joinedRhythms, retimed, withinStretches, type IsDueBy, type Rhythm } from './rhythm.ts'

type Of<T extends Report['type']> = Extract<Report, { type: T }>

/** A value that is not known at a step, or a probe that broke there. */
export interface ProbeFailure {
  readonly step: number
  readonly why: string
}

/** Who measures a run and who did, and which steps are there of each probe. */
export interface Attachments {
  readonly attached: ReadonlyMap<string, Attachment>
  /** Probes that measure no more, and since which step. */
  readonly detached: ReadonlyMap<string, number>
  /** Where each probe that ever threw did so last. */
  readonly failed: ReadonlyMap<string, ProbeFailure>
  /** Steps at which the run itself measured, or is measuring, of each probe that it ever did. */
  readonly measured: ReadonlyMap<string, readonly Stretch[]>
  /** Steps of the past that a replay measured. */
  readonly filled: ReadonlyMap<string, readonly Stretch[]>
  /** The pasts of a probe that were asked for, the latest attachment's last. */
  readonly fills: ReadonlyMap<string, readonly Fill[]>
  /** How often each probe measured and is to measure, over which steps: all that was and is wanted of it. */
  readonly wanted: ReadonlyMap<string, readonly Rhythm[]>
}

export const NO_ATTACHMENTS: Attachments = {
  attached: new Map(),
  detached: new Map(),
  failed: new Map(),
  measured: new Map(),
  filled: new Map(),
  fills: new Map(),
  wanted: new Map(),
}

/** The steps that are there of a probe, measured by the run or by a replay of it. */
export function coveredOf({ measured, filled }: Attachments, probe: string): readonly Stretch[] {
  return (filled.get(probe) ?? []).reduce(withStretch, measured.get(probe) ?? [])
}

/**
 * Whether a probe has its value at a step: what was measured or filled in there by its cadence of then, or was missing and was
 * added since.
 */
export function isThere(state: Attachments, probe: string, step: number, isDueBy?: IsDueBy): boolean {
  const wanted = state.wanted.get(probe) ?? []
  const before = wanted.filter(({ denser }) => !denser)
  if (isIn(coveredOf(state, probe), step) && isDueIn(before, step, isDueBy)) return true
  const later = wanted.filter(({ denser }) => denser)
  return isIn(state.attached.get(probe)?.denser?.filled ?? [], step) && isDueIn(later, step, isDueBy)
}

export function attachmentsAfter<S extends Attachments>(state: S, report: Report): S {
  switch (report.type) {
    case 'attached':
      return afterAttached(state, report)
    case 'retuned':
      return afterRetuned(state, report)
    case 'applied':
      return afterApplied(state, report)
    case 'detached': {
      const { probe, step } = report
      return { ...afterItLeft(state, probe, step), detached: added(state.detached, probe, step) }
    }
    case 'failed': {
      const { probe, step, why } = report
      // At the step at which it threw it measured nothing.
      return { ...afterItLeft(state, probe, step - 1), failed: added(state.failed, probe, { step, why }) }
    }
    case 'filled':
      return afterFilled(state, report)
    case 'unfilled':
      return afterUnfilled(state, report)
    default:
      return state
  }
}

function afterAttached<S extends Attachments>(state: S, report: Of<'attached'>): S {
  const { probe, step } = report
  const attachment = attachmentOf(report, coveredOf(state, probe))
  const before = state.measured.get(probe) ?? []
  const fill = fillOf(report)
  const joined = joinedRhythms(attachment, attachment.gaps)
  return {
    ...state,
    wanted: added(state.wanted, probe, [...(state.wanted.get(probe) ?? []), ...joined]),
    attached: added(state.attached, probe, attachment),
    detached: without(state.detached, probe),
    ...(attachment.live && {
      measured: added(state.measured, probe, withStretch(before, { from: step, to: Infinity })),
    }),
    ...(fill !== null && { fills: appended(state.fills, probe, fill) }),
  }
}

function afterRetuned<S extends Attachments>(state: S, report: Of<'retuned'>): S {
  const { probe, step, from, to = step } = report
  // Whoever reads on from this Report alone still learns that a past is filled in.
  const fills = from === undefined ? state.fills : appended(state.fills, probe, denserFill(from, to))
  const known = state.attached.get(probe)
  if (known === undefined) return { ...state, fills }
  const { live } = known
  const isStretch = report.to !== undefined
  const tuned = isStretch ? known : retunedTo(known, report)
  const wanted = retimed(state.wanted.get(probe) ?? [], { ...report, live })
  if (from === undefined) {
    return { ...state, attached: added(state.attached, probe, tuned), wanted: added(state.wanted, probe, wanted) }
  }
  const denser = denserRhythm({ from, to }, report.cadence, known.since)
  const before = denserSettled(state, probe)
  return {
    ...state,
    fills,
    attached: added(state.attached, probe, densified(tuned, { ...report, from }, before)),
    wanted: added(state.wanted, probe, [...(isStretch ? before : retimed(before, { ...report, live })), denser]),
  }
}

/** What is wanted, where the denser past that was asked for before counts as far as it is there. */
function denserSettled(state: Attachments, probe: string): readonly Rhythm[] {
  const wanted = state.wanted.get(probe) ?? []
  const filled = state.attached.get(probe)?.denser?.filled ?? []
  const later = withinStretches(
    wanted.filter(({ denser }) => denser),
    filled,
  )
  return [
    ...wanted.filter(({ denser }) => !denser),
    ...later.map((rhythm) => ({ ...rhythm, denser: false, added: true })),
  ]
}

/** How a probe is retuned is said twice: as a fact of the probe, and as the Command that a replay obeys. */
function afterApplied<S extends Attachments>(state: S, { command, step }: Of<'applied'>): S {
  const known = command.type === 'retune' ? state.attached.get(command.probe) : undefined
  if (command.type !== 'retune' || known === undefined) return state
  const retunings = [...known.retunings, { step, command }]
  return { ...state, attached: added(state.attached, known.probe, { ...known, retunings }) }
}

function afterItLeft<S extends Attachments>(state: S, probe: string, last: number): S {
  const measured = state.measured.get(probe)
  const ended = measured === undefined ? [] : endedAt(measured, last)
  // What was still to come of its past will not.
  const there = (state.filled.get(probe) ?? []).reduce(withStretch, ended)
  return {
    ...state,
    wanted: added(state.wanted, probe, withinStretches(denserSettled(state, probe), there)),
    attached: without(state.attached, probe),
    ...(measured !== undefined && { measured: added(state.measured, probe, ended) }),
  }
}

function afterFilled<S extends Attachments>(state: S, report: Of<'filled'>): S {
  const { probe } = report
  if (report.denser === true) return afterFilledDenser(state, report)
  const filled = withStretch(state.filled.get(probe) ?? [], report)
  const fills = state.fills.get(probe)
  const last = fills?.at(-1)
  return {
    ...state,
    filled: added(state.filled, probe, filled),
    ...(fills !== undefined &&
      last !== undefined && { fills: added(state.fills, probe, [...fills.slice(0, -1), filledTo(last, report)]) }),
  }
}

function afterFilledDenser<S extends Attachments>(state: S, report: Of<'filled'>): S {
  const { probe } = report
  const fills = state.fills.get(probe) ?? []
  const last = fills.at(-1)
  const known = state.attached.get(probe)
  const denser = known?.denser ?? null
  return {
    ...state,
    ...(last !== undefined && { fills: added(state.fills, probe, [...fills.slice(0, -1), filledTo(last, report)]) }),
    ...(known !== undefined &&
      denser !== null && {
        attached: added(state.attached, probe, {
          ...known,
          denser: { ...denser, filled: withStretch(denser.filled, report) },
        }),
      }),
  }
}

function afterUnfilled<S extends Attachments>(state: S, report: Of<'unfilled'>): S {
  const { probe } = report
  const known = state.attached.get(probe)
  const fills = state.fills.get(probe) ?? []
  const last = fills.at(-1)
  const ended = last === undefined ? neverFilled(report) : filledNoMore(last, report)
  return {
    ...state,
    fills: added(state.fills, probe, [...fills.slice(0, -1), ended]),
    ...(known !== undefined && { attached: added(state.attached, probe, withoutGaps(known, report)) }),
  }
}

function withoutGaps(known: Attachment, { denser = false }: Of<'unfilled'>): Attachment {
  if (!denser) return { ...known, gaps: [] }
  return known.denser === null ? known : { ...known, denser: { ...known.denser, gaps: [] } }
}
