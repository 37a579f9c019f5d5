import type { Range } from '#dashboard/series/range.ts'
import { firstAfter } from '#dashboard/series/points.ts'
import type { BandGroup } from './band.ts'
import { placesOf } from './line-numbers.ts'
import type { Numbers } from './numbers.ts'

/** The groups of one series, and what a table calls it. */
export interface NumberedBands {
  readonly label: string
  readonly groups: readonly BandGroup[]
}

/** What a chart of bands draws in a stretch: at each place a row for each group that was measured there. */
export function numbersOfBands(
  curves: readonly NumberedBands[],
  stretch: Range,
  axis: string,
  placeText: (x: number) => string,
): Numbers {
  const all = curves.flatMap(({ label, groups }) => groups.map((group) => ({ label, group })))
  const at = placesOf(
    all.map(({ group }) => group.x),
    stretch,
  )
  const isOne = curves.length <= 1
  return {
    caption: at.length === 0 ? '' : `${placeText(at[0]!)} to ${placeText(at.at(-1)!)}`,
    columns: [axis, 'group', ...(isOne ? [] : ['series']), 'center', 'low', 'high', 'n'],
    places: at.length,
    rowsAt: (place) =>
      all.flatMap(({ label, group }) => {
        const x = at[place]!
        const i = firstAfter({ steps: group.x, length: group.x.length }, x) - 1
        if (i < 0 || group.x[i] !== x) return []
        const { center, low, high, n, look } = group
        return [[placeText(x), look.label, ...(isOne ? [] : [label]), center[i]!, low[i]!, high[i]!, String(n[i]!)]]
      }),
  }
}
