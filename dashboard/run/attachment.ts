import type { Cadence, OptionValues, Report } from '#src/vocabulary/index.ts'

/** A probe that measures at present, since when, and how often. */
export interface Attachment {
  readonly probe: string
  readonly step: number
  readonly cadence: Cadence
  readonly options: OptionValues
  /** What a person asked for last, where something else holds now. */
  readonly asked: { readonly cadence: Cadence; readonly options: OptionValues }
  /** Until which step the present cadence holds; null for good. */
  readonly until: number | null
  /** Who changed it, if not a person: a breakpoint, the budget. */
  readonly why: string | null
}

type Attached = Extract<Report, { type: 'attached' }>
type Retuned = Extract<Report, { type: 'retuned' }>

export function attachmentOf({ probe, step, cadence, options }: Attached): Attachment {
  return { probe, step, cadence, options, asked: { cadence, options }, until: null, why: null }
}

export function retunedTo(attachment: Attachment, { cadence, options, until, why }: Retuned): Attachment {
  const isAsked = why === null && until === null
  return { ...attachment, cadence, options, until, why, asked: isAsked ? { cadence, options } : attachment.asked }
}

/** What holds at `step`: what was changed for a while is as it was asked for again afterwards. */
export function inForce(attachment: Attachment, step: number): Attachment {
  const { until, asked } = attachment
  return until !== null && step >= until ? { ...attachment, ...asked, until: null, why: null } : attachment
}
