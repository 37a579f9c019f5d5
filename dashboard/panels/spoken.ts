import { valueText } from '#dashboard/text/format.ts'
import type { LegendEntry } from './entry.ts'

/** So many values one listens to. */
const HEARD = 12

/** What a legend says, in a sentence: for whoever hears it. */
export function spoken(entries: readonly LegendEntry[], digits?: number): string {
  const said = entries.slice(0, HEARD).map(({ label, name, row, value }) => {
    const whose = row === undefined || name === undefined ? label : `${name} ${label}`
    return `${whose} ${value === null ? 'without a value' : valueText(value, digits)}`
  })
  const rest = entries.length - said.length
  return [...said, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')
}
