/** A stretch of an axis. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What some stretches cover together, as stretches that do not touch, in order. */
export function merged(stretches: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last.to) joined[joined.length - 1] = { ...last, to: Math.max(last.to, to) }
    else joined.push({ from, to })
  }
  return joined.filter(({ from, to }) => to > from)
}

/** Stretches in lanes, in each of which none covers another, as far as so many lanes allow; the last takes the rest. */
export function inLanes<S extends Span>(stretches: readonly S[], count: number, gap: number): S[][] {
  const lanes: S[][] = Array.from({ length: count }, () => [])
  const ends = lanes.map(() => -Infinity)
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const free = ends.findIndex((end) => end + gap <= stretch.from)
    const lane = free < 0 ? count - 1 : free
    lanes[lane]!.push(stretch)
    ends[lane] = Math.max(ends[lane]!, stretch.to)
  }
  return lanes
}
