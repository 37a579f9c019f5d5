import type { Range } from '#dashboard/series/range.ts'
import { isWithin, type ChartMark } from '../plots/draw-marks.ts'

/** So many names one line bears. */
const SHOWN = 3

/** What happened where the pointer is, in words, what begins or ends nearest to it first; null where nothing did. */
export function marksRead(marks: readonly ChartMark[], at: Range | null): string | null {
  if (at === null) return null
  const middle = (at.from + at.to) / 2
  const away = ({ x, to = x }: ChartMark) => Math.min(Math.abs(x - middle), Math.abs(to - middle))
  const here = marks
    .filter((mark) => isWithin(mark, at) && mark.kind !== 'pin')
    .toSorted((one, other) => away(one) - away(other))
    .map(({ label }) => label)
  if (here.length === 0) return null
  const rest = here.length - SHOWN
  return [...here.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}
