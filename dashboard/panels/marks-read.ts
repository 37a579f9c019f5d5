import type { Range } from '#dashboard/series/range.ts'
import { isWithin, type ChartMark } from '../plots/draw-marks.ts'

/** So many names one line bears. */
const SHOWN = 3

/** What happened where the pointer is, in words; null where nothing did. */
export function marksRead(marks: readonly ChartMark[], at: Range | null): string | null {
  if (at === null) return null
  const here = marks.filter((mark) => isWithin(mark, at) && mark.kind !== 'pin').map(({ label }) => label)
  if (here.length === 0) return null
  const rest = here.length - SHOWN
  return [...here.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}
