import type { Cadence, Command, LoggedCommand, OptionValues, Past, Report } from '#src/vocabulary/index.ts'
import { gapsOf, type Stretch } from './coverage.ts'
import type { Rhythm } from './rhythm.ts'

type Attached = Extract<Report, { type: 'attached' }>
type Retuned = Extract<Report, { type: 'retuned' }>
type Retune = Extract<Command, { type: 'retune' }>

/** A probe that measures at present, since when, and how often. */
export interface Attachment {
  readonly probe: string
  /** The step at which it joined. */
  readonly step: number
  /** What was said last: the cadence that holds, for good or up to `until`. */
  readonly cadence: Cadence
  readonly options: OptionValues
  /** What a person asked for last, where something else holds now. */
  readonly asked: { readonly cadence: Cadence; readonly options: OptionValues }
  /** Until which step the present cadence holds; null for good. */
  readonly until: number | null
  /** Who changed it, if not a person: a breakpoint, the budget. */
  readonly why: string | null
  /** The cadence that holds for good, whatever was said for a while since. */
  readonly lasting: Cadence
  /** The cadence that was last said for a while; it holds besides the lasting one. */
  readonly spell: Spell | null
  /** As it was attached: the same object for as long as it is, so that two attachments of a probe can be told apart. */
  readonly attach: { readonly probe: string; readonly cadence: Cadence; readonly options: OptionValues }
  /** The step from which it is to have its curve. */
  readonly since: number
  readonly past: Past
  /** Whether the run itself measures it; all of a probe that has to remember what it has not seen comes from a replay. */
  readonly live: boolean
  /** The steps that were missing when it joined and are wanted; none once they cannot be had. */
  readonly gaps: readonly Stretch[]
  /** A denser past that was asked for since, beside what was there; null where none was. */
  readonly denser: Denser | null
  /** How it was retuned since it joined, for a replay to obey. */
  readonly retunings: readonly (LoggedCommand & { readonly command: Retune })[]
}

/** What of the past a probe is to measure besides, at a cadence that it did not have then. */
export interface Denser {
  /** The same object for as long as this is what is asked for. */
  readonly attach: Attachment['attach']
  /** The step at which it was asked for, the last that can be past. */
  readonly step: number
  readonly past: Past
  /** None once they cannot be had. */
  readonly gaps: readonly Stretch[]
  /** What is there already or comes of an earlier wish, and is not measured again. */
  readonly except: readonly Rhythm[]
  /** How far it is there. */
  readonly filled: readonly Stretch[]
}

/** Another cadence for a while. */
export interface Spell {
  readonly cadence: Cadence
  readonly until: number
}

/** `covered`: the steps that are there of an earlier attachment of the probe. */
export function attachmentOf(report: Attached, covered: readonly Stretch[] = []): Attachment {
  const { probe, step, cadence, options, from = null, past = 'every', live = true } = report
  return {
    probe,
    step,
    cadence,
    options,
    asked: { cadence, options },
    until: null,
    why: null,
    lasting: cadence,
    spell: null,
    attach: { probe, cadence, options },
    since: from ?? step,
    past,
    live,
    gaps: from === null ? [] : gapsOf(covered, from, live ? step - 1 : Infinity),
    denser: null,
    retunings: [],
  }
}

export function retunedTo(attachment: Attachment, { cadence, options, until, why }: Retuned): Attachment {
  const isAsked = why === null && until === null
  return {
    ...attachment,
    cadence,
    options,
    until,
    why,
    asked: isAsked ? { cadence, options } : attachment.asked,
    ...(until === null ? { lasting: cadence } : { spell: { cadence, until } }),
  }
}

/** What holds at `step`: what was changed for a while is as it was asked for again afterwards. */
export function inForce(attachment: Attachment, step: number): Attachment {
  const { until, asked } = attachment
  return until !== null && step >= until ? { ...attachment, ...asked, until: null, why: null } : attachment
}

/**
 * With the denser past that a Report asks for, of all steps or of a stretch; `wanted`: what is there already or will be. A
 * stretch leaves it as it measures.
 */
export function densified(
  attachment: Attachment,
  report: Retuned & { from: number },
  wanted: readonly Rhythm[],
): Attachment {
  const { probe, step, cadence, options, from, to, past = 'every' } = report
  const gaps = [{ from, to: to ?? step }]
  const denser = { attach: { probe, cadence, options }, step, past, gaps, except: wanted, filled: [] }
  if (to !== undefined) return { ...attachment, denser }
  // What reads this probe in a replay finds it as the run had it: retuned at this step.
  const retune: Retune = { type: 'retune', probe, cadence }
  return { ...attachment, denser, retunings: [...attachment.retunings, { step, command: retune }] }
}
