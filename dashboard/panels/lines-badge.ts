import { countText } from '#dashboard/text/format.ts'
import { notFiniteText } from '#dashboard/text/not-finite-text.ts'
import { ALL_FINITE, notFiniteIn, notFiniteSum } from '#dashboard/series/not-finite.ts'
import type { Range } from '#dashboard/series/range.ts'
import type { Line } from '../plots/draw-lines.ts'
import { unplaceable } from '../plots/envelope.ts'

/**
 * What is drawn of what is stored, under a panel of curves. `differences`: the curves that are differences to another
 * run, null where none is; `x`: the stretch that is shown.
 */
export function linesBadge(
  lines: readonly Line[],
  differences: readonly Line[] | null,
  logY: boolean,
  x: Range,
): string {
  const { drawn, stored } = drawnOfStored(lines)
  if (stored === 0) return ''
  const below = logY ? lines.reduce((sum, { points }) => sum + unplaceable(points, x.from, x.to), 0) : 0
  const what = differences === null ? 'at or below 0' : 'equal'
  const odd = lines.map(({ points }) => notFiniteIn(points, x.from, x.to)).reduce(notFiniteSum, ALL_FINITE)
  const marked = notFiniteText(odd)
  // Of thinned curves it is not known which of their values meet.
  const most = differences?.some(({ points }) => !points.exact) === true ? 'at most ' : ''
  const asides = [below > 0 ? `${countText(below)} ${what} left out` : '', marked === '' ? '' : `${most}${marked}`]
  const aside = asides
    .filter((text) => text !== '')
    .map((text) => `${text} · `)
    .join('')
  if (differences?.some(({ points }) => !points.exact) === true)
    return `${aside}difference at ${countText(drawn)} of ${countText(stored)} points · bounds in between`
  if (differences !== null) return `${aside}exact at ${countText(stored)} common ${stored === 1 ? 'point' : 'points'}`
  if (drawn === stored) return `${aside}${stored === 1 ? '1 point' : `all ${countText(stored)} points`}`
  return `${aside}${countText(drawn)} of ${countText(stored)} points · extremes exact`
}

/** How many points are drawn, of how many that are stored. */
function drawnOfStored(lines: readonly Line[]): { drawn: number; stored: number } {
  return {
    drawn: lines.reduce((sum, { points }) => sum + points.length, 0),
    stored: lines.reduce((sum, { points }) => sum + points.stored, 0),
  }
}
