import type { Report } from '#src/vocabulary/index.ts'
import { attachmentOf, retunedTo, type Attachment } from './attachment.ts'
import { endedAt, withStretch, type Stretch } from './coverage.ts'
import { filledNoMore, filledTo, fillOf, neverFilled, type Fill } from './fill.ts'
import { added, appended, without } from './immutable-map.ts'

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
}

export const NO_ATTACHMENTS: Attachments = {
  attached: new Map(),
  detached: new Map(),
  failed: new Map(),
  measured: new Map(),
  filled: new Map(),
  fills: new Map(),
}

/** The steps that are there of a probe, measured by the run or by a replay of it. */
export function coveredOf({ measured, filled }: Attachments, probe: string): readonly Stretch[] {
  return (filled.get(probe) ?? []).reduce(withStretch, measured.get(probe) ?? [])
}

export function attachmentsAfter<S extends Attachments>(state: S, report: Report): S {
  switch (report.type) {
    case 'attached':
      return afterAttached(state, report)
    case 'retuned': {
      const known = state.attached.get(report.probe)
      if (known === undefined) return state
      return { ...state, attached: added(state.attached, report.probe, retunedTo(known, report)) }
    }
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
  return {
    ...state,
    attached: added(state.attached, probe, attachment),
    detached: without(state.detached, probe),
    ...(attachment.live && {
      measured: added(state.measured, probe, withStretch(before, { from: step, to: Infinity })),
    }),
    ...(fill !== null && { fills: appended(state.fills, probe, fill) }),
  }
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
  return {
    ...state,
    attached: without(state.attached, probe),
    ...(measured !== undefined && { measured: added(state.measured, probe, endedAt(measured, last)) }),
  }
}

function afterFilled<S extends Attachments>(state: S, report: Of<'filled'>): S {
  const { probe } = report
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

function afterUnfilled<S extends Attachments>(state: S, report: Of<'unfilled'>): S {
  const { probe } = report
  const known = state.attached.get(probe)
  const fills = state.fills.get(probe) ?? []
  const last = fills.at(-1)
  const ended = last === undefined ? neverFilled(report) : filledNoMore(last, report)
  return {
    ...state,
    fills: added(state.fills, probe, [...fills.slice(0, -1), ended]),
    ...(known !== undefined && { attached: added(state.attached, probe, { ...known, gaps: [] }) }),
  }
}
