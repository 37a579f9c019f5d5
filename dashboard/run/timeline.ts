import { breakpointOf } from '#src/run-state/index.ts'
import type { Command, Fact, Mark, Transition } from '#src/vocabulary/index.ts'
import { percentText } from '#dashboard/text/format.ts'
import { shortReason, shortText } from '#dashboard/text/short.ts'
import { changeText } from './family.ts'

/**
 * Something that happened at a step. `mark` and `breakpoint` say what the network did, `command` what changed the run or
 * what is measured, `control` how it was driven: those are on the timeline, and not on every chart.
 */
export interface TimelineMark {
  readonly step: number
  readonly label: string
  readonly about: string
  readonly kind: 'mark' | 'breakpoint' | 'command' | 'control' | 'failure'
  /** Who saw it and what is known of it, where it is a transition. */
  readonly by?: string
  readonly transition?: Transition
}

type Words<C extends Command> = { readonly kind: TimelineMark['kind']; readonly label: (command: C) => string } | null

/** What each Command is called once it took effect; null where a Report of its own says it better. */
const COMMANDS: { readonly [T in Command['type']]: Words<Extract<Command, { type: T }>> } = {
  pause: { kind: 'command', label: () => 'Paused' },
  resume: { kind: 'command', label: () => 'Resumed' },
  stop: { kind: 'command', label: () => 'Stopped' },
  step: { kind: 'control', label: ({ steps }) => (steps === 1 ? 'One step' : `${steps} steps`) },
  until: { kind: 'control', label: ({ step }) => `Run until ${step}` },
  set: { kind: 'command', label: ({ key, value }) => `${key} = ${value}` },
  checkpoint: null,
  attach: null,
  detach: null,
  retune: null,
  try: null,
  fork: null,
  break: { kind: 'control', label: ({ breakpoint }) => `Breakpoint ${breakpoint.id}` },
  unbreak: { kind: 'control', label: ({ id }) => `Breakpoint ${id} removed` },
  budget: { kind: 'control', label: ({ share }) => (share === null ? 'No budget' : `Budget ${percentText(share)}`) },
}

/** What a fact is on the timeline, in words that fit there; null where it has no place there. */
export function markOfFact(report: Fact): TimelineMark | null {
  const mark = wholeMarkOf(report)
  return mark === null ? null : { ...mark, label: shortText(mark.label), about: shortReason(mark.about) }
}

function wholeMarkOf(report: Fact): TimelineMark | null {
  switch (report.type) {
    case 'resumed':
      return markOf(report.step, 'Resumed', 'control')
    case 'attached':
      return report.step === 0 ? null : markOf(report.step, `Attached ${report.probe}`, 'command')
    case 'retuned': {
      const { probe, step, why, from, to } = report
      if (to !== undefined) return markOf(step, `${probe} measured again at steps ${from} – ${to}`, 'control')
      return why === null
        ? markOf(step, `Retuned ${probe}`, 'command')
        : markOf(step, `Retuned ${probe}: ${why}`, 'control')
    }
    case 'detached':
      return markOf(report.step, `Detached ${report.probe}`, 'command')
    case 'marked':
      return timelineMark(report.mark)
    case 'applied':
      return markOfCommand(report.command, report.step, report.by)
    case 'forked': {
      const { run, step, set } = report
      return { step, label: `Forked: ${changeText(set)}`, about: `${run} was forked at step ${step}`, kind: 'command' }
    }
    case 'thinned': {
      const { from, to, kept, of, why } = report
      const about = `Of steps ${from} to ${to}, ${kept} of ${of} points are there, with the extremes of each stretch: ${why}`
      return { step: to, label: `Thinned from step ${from}`, about, kind: 'failure' }
    }
    case 'failed': {
      const { probe, step, why } = report
      return { step, label: `${probe} failed`, about: why, kind: 'failure' }
    }
    default:
      return null
  }
}

function markOf(step: number, label: string, kind: TimelineMark['kind']): TimelineMark {
  return { step, label, about: `${label} at step ${step}`, kind }
}

/** A Command on the timeline. What a breakpoint or a step to run until did is told by them, not by a person. */
function markOfCommand(command: Command, step: number, by: string | undefined): TimelineMark | null {
  // A run may have been made by a later version, with commands that this one does not know.
  const words = (
    Object.hasOwn(COMMANDS, command.type)
      ? COMMANDS[command.type]
      : { kind: 'control', label: () => `Command ‘${command.type}’` }
  ) as Words<Command>
  if (words === null) return null
  const label = words.label(command)
  const about = `${label} at step ${step}${by === undefined ? '' : `, by ${by}`}`
  return { step, label, about, kind: by === undefined ? words.kind : 'control' }
}

/** A detector's mark, or that of a breakpoint whose condition came to hold. */
function timelineMark({ by, step, label, about, transition }: Mark): TimelineMark {
  const kind = breakpointOf(by) === null ? 'mark' : 'breakpoint'
  return { step, label, about, kind, ...(transition !== undefined && { by, transition }) }
}
