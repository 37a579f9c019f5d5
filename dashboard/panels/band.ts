import type { Aggregate, AggregateGroup, RunId, SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { LineStyle } from '../plots/palette.ts'

/** A group of runs as a page shows it, in every panel alike. */
export interface GroupLook {
  /** By which it is named, hidden and shown alone. */
  readonly id: string
  readonly label: string
  readonly style: LineStyle
  /** The small multiple that it stands in; null where there is one chart only. */
  readonly facet: string | null
}

/** A group's curve of one series. */
export interface BandGroup extends AggregateGroup {
  readonly look: GroupLook
}

/** What a panel knows of one series. */
export interface BandCurve {
  readonly declaration: SeriesDeclaration
  /** The groups that are shown; null until they are known. */
  readonly groups: readonly BandGroup[] | null
  readonly problem: string | null
}

/** A group, or a run of it, that is lit in every panel. */
export interface Lit {
  readonly group: string
  readonly run: RunId | null
}

/** What a page of groups shares between its legend and its panels. */
export interface GroupsView {
  /** What the runs are grouped by. */
  readonly by: readonly string[]
  lit: Lit | null
  /** The curves that the pointer is on: the legend says their values. */
  pointed: { readonly title: string; readonly groups: readonly BandGroup[] } | null
}

/** The groups of an answer, each with how the page shows it; those that it does not show are left out. */
export function bandsOf(answer: Aggregate, lookOf: (key: AggregateGroup['key']) => GroupLook | null): BandGroup[] {
  return answer.groups.flatMap((group) => {
    const look = lookOf(group.key)
    return look === null ? [] : [{ ...group, look }]
  })
}

/** Place of the last x that is not after `at`; -1 where there is none. */
function placeAt(x: Float64Array, at: number): number {
  let [low, high] = [0, x.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (x[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** What a group is at a place. */
export interface BandReading {
  readonly x: number
  readonly center: number
  readonly low: number
  readonly high: number
  readonly n: number
}

/** Null before the first place at which the group was measured; at the last place for null. */
export function readingAt(group: AggregateGroup, at: number | null): BandReading | null {
  const i = at === null ? group.x.length - 1 : placeAt(group.x, at)
  if (i < 0 || (at !== null && i === group.x.length - 1 && at > group.x[i]!)) return null
  return { x: group.x[i]!, center: group.center[i]!, low: group.low[i]!, high: group.high[i]!, n: group.n[i]! }
}

/** The member or center that lies nearest to a place of the plot, of those within `reach` pixels; null where none does. */
export function nearestLine(
  groups: readonly BandGroup[],
  at: number,
  down: number,
  pixelFromY: (value: number) => number,
  reach: number,
): Lit | null {
  let nearest: Lit | null = null
  let least = reach
  const offer = (value: number, lit: Lit) => {
    const away = Math.abs(pixelFromY(value) - down)
    if (!(away < least)) return
    least = away
    nearest = lit
  }
  for (const { x, center, members, runs, look } of groups) {
    const i = placeAt(x, at)
    if (i < 0 || (i === x.length - 1 && at > x[i]!)) continue
    // Between two places a line is straight.
    const share = i + 1 < x.length ? (at - x[i]!) / (x[i + 1]! - x[i]!) : 0
    const between = (values: Float64Array, from: number) => {
      const value = values[from + i]!
      return share === 0 ? value : value + share * (values[from + i + 1]! - value)
    }
    offer(between(center, 0), { group: look.id, run: null })
    if (members !== null) runs.forEach((run, k) => offer(between(members, k * x.length), { group: look.id, run }))
  }
  return nearest
}
