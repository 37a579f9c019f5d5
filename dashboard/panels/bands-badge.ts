import { countText, shareText } from '#dashboard/text/format.ts'
import type { BandGroup } from './band.ts'

/**
 * What is drawn of what is stored, under a panel of groups: what stands for a group, of how many runs, whether at every place
 * that was measured, and how much of it lies between two measurements.
 */
export function bandsBadge(groups: readonly BandGroup[], statistic: string): string {
  const drawn = groups.filter(({ x }) => x.length > 0)
  if (drawn.length === 0) return ''
  const runs = new Set(drawn.flatMap(({ runs }) => runs)).size
  const values = drawn.reduce((sum, { n }) => sum + n.reduce((all, count) => all + count, 0), 0)
  const between = drawn.reduce((sum, { interpolated }) => sum + interpolated, 0)
  const folded = drawn.reduce((sum, group) => sum + group.folded, 0)
  return [
    `${statistic} of ${countText(runs)} ${runs === 1 ? 'run' : 'runs'}${noneText(drawn)}`,
    drawn.every(({ exact }) => exact) ? 'every place' : 'zoom for every place',
    ...(between > 0 && values > 0 ? [`${shareText(between / values)} between measurements`] : []),
    ...(folded > 0 ? [`${countText(folded)} where x went back left out`] : []),
  ].join(' · ')
}

/** Where a group has no number at all at some places, since all of its runs diverged: of how many runs it is at least, and at most. */
function noneText(groups: readonly BandGroup[]): string {
  const counts = groups.flatMap(({ n }) => [...n])
  return counts.includes(0) ? `, n 0 – ${counts.reduce((most, count) => Math.max(most, count), 0)}` : ''
}

/** How many runs take no part in what is drawn, and why; null where all do. */
export function leftOutText(groups: readonly BandGroup[]): string | null {
  const left = new Map(groups.flatMap(({ left }) => left.map(({ run, why }) => [run, why] as const)))
  if (left.size === 0) return null
  const [why] = left.values()
  return `${countText(left.size)} ${left.size === 1 ? 'run' : 'runs'} left out: ${why}`
}
