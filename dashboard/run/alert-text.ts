import type { Mark } from '#src/vocabulary/index.ts'
import { countText } from '#dashboard/text/format.ts'
import { shortReason, shortText } from '#dashboard/text/short.ts'

/** A desktop notification in words. Another of the same tag takes its place: a run may be open on two pages. */
export interface Alert {
  readonly title: string
  readonly body: string
  readonly tag: string
}

/** What is said of the events of a run that came together: of one all, of several how many of each. */
export function alertOf(run: string, marks: readonly Mark[]): Alert {
  const last = marks.at(-1)!
  const tag = `phasescope ${run} ${last.by} ${last.transition?.key ?? last.step}`
  const name = shortText(run, 60)
  if (marks.length === 1)
    return { title: `${shortText(last.label, 60)} at step ${countText(last.step)}`, body: `${name}: ${shortReason(last.about)}`, tag } // prettier-ignore
  const kinds = [...Map.groupBy(marks, ({ label }) => label)].map(([label, all]) =>
    all.length === 1 ? shortText(label, 40) : `${countText(all.length)} × ${shortText(label, 40)}`,
  )
  const rest = kinds.length - KINDS
  const said = [...kinds.slice(0, KINDS), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
  return { title: `${countText(marks.length)} events to step ${countText(last.step)}`, body: `${name}: ${said}`, tag }
}

const KINDS = 4
