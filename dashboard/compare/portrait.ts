import type { AggregateGroup, RunId } from '#src/vocabulary/index.ts'

/** One series against another, over the steps at which both are known: of a run, or of the center of a group. */
export interface PortraitPath {
  /** Null for the center of its group. */
  readonly run: RunId | null
  readonly x: Float64Array
  readonly y: Float64Array
  /** What time is there: the step, or what else the page counts. */
  readonly at: Float64Array
}

/** Of one group: its center, and its runs where they are wanted. */
export interface PortraitGroup {
  readonly key: AggregateGroup['key']
  readonly center: PortraitPath
  readonly members: readonly PortraitPath[]
  /** Places at which one of the two was not measured, and lies between its neighbors. */
  readonly between: number
}

/**
 * The groups of two answers to one question about two series, joined at the places of the first; where the second was not
 * measured there, it is on the line between its neighbors. Unlike a series as the x of a chart, a path may turn back and cross itself.
 */
export function portraitGroups(
  xs: readonly AggregateGroup[],
  ys: readonly AggregateGroup[],
  isEach: boolean,
): PortraitGroup[] {
  const other = new Map(ys.map((group) => [keyOf(group), group]))
  return xs.flatMap((group) => {
    const y = other.get(keyOf(group))
    if (y === undefined) return []
    const { places, between } = placesIn(y.x, group.x)
    const path = (run: RunId | null, along: Float64Array, up: Float64Array) => joined(run, group.x, along, up, places)
    const members =
      !isEach || group.members === null || y.members === null
        ? []
        : group.runs.flatMap((run, k) => {
            const at = y.runs.indexOf(run)
            return at < 0 ? [] : [path(run, rowOf(group, k), rowOf(y, at))]
          })
    return [{ key: group.key, center: path(null, group.center, y.center), members, between }]
  })
}

function keyOf({ key }: AggregateGroup): string {
  return JSON.stringify(key.map((value) => (typeof value === 'number' ? `${value}` : [value])))
}

function rowOf({ members, x }: AggregateGroup, k: number): Float64Array {
  return members!.subarray(k * x.length, (k + 1) * x.length)
}

/** Where each place of `at` lies among those of `known`, as an index that may lie between two; NaN beyond its ends. */
function placesIn(known: Float64Array, at: Float64Array): { readonly places: Float64Array; readonly between: number } {
  let [i, between] = [0, 0]
  const places = at.map((x) => {
    while (i + 1 < known.length && known[i + 1]! <= x) i++
    const [low, high] = [known[i], known[i + 1]]
    if (low === undefined || x < low) return NaN
    if (low === x) return i
    if (high === undefined) return NaN
    between++
    return i + (x - low) / (high - low)
  })
  return { places, between }
}

function joined(
  run: RunId | null,
  at: Float64Array,
  along: Float64Array,
  up: Float64Array,
  places: Float64Array,
): PortraitPath {
  const kept = [...at.keys()].filter((i) => Number.isFinite(along[i]!) && Number.isFinite(valueAt(up, places[i]!)))
  return {
    run,
    x: Float64Array.from(kept, (i) => along[i]!),
    y: Float64Array.from(kept, (i) => valueAt(up, places[i]!)),
    at: Float64Array.from(kept, (i) => at[i]!),
  }
}

function valueAt(values: Float64Array, place: number): number {
  const low = Math.floor(place)
  const share = place - low
  const value = values[low]
  return value === undefined ? NaN : share === 0 ? value : value + share * (values[low + 1]! - value)
}

/** The place of a path that is at a time, or was last before it; null before its first. */
export function portraitAt(
  { at, x, y }: PortraitPath,
  time: number,
): { readonly x: number; readonly y: number } | null {
  const i = at.findLastIndex((place) => place <= time)
  return i < 0 ? null : { x: x[i]!, y: y[i]! }
}

/** Of several paths the place that is nearest to a point, in whatever measure `away` has; null where there is none. */
export function nearestOnPaths<P extends PortraitPath>(
  paths: readonly P[],
  away: (x: number, y: number) => number,
): { readonly path: P; readonly i: number; readonly distance: number } | null {
  let nearest: { readonly path: P; readonly i: number; readonly distance: number } | null = null
  for (const path of paths)
    for (let i = 0; i < path.x.length; i++) {
      const distance = away(path.x[i]!, path.y[i]!)
      if (nearest === null ? Number.isFinite(distance) : distance < nearest.distance) nearest = { path, i, distance }
    }
  return nearest
}
