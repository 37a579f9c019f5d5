import type { Gap } from '#dashboard/series/gap.ts'

/** So many of the last distances between frames say how long one stands for what came after it. */
const RECENT = 9
/** A distance that exceeds those before and after it by so much is a pause. */
const PAUSE = 4

/**
 * Where the column of each frame ends: at the next frame, at the begin of a gap in which nobody measured, or, where
 * nobody said so but the frames pause, after as long as the frame before stood. So does the newest: a run that goes on
 * without being measured is not shown as if it were. NaN where a single frame says nothing of how long it stands.
 */
export function columnEnds(places: readonly number[], gaps: readonly Gap[]): number[] {
  const gapAfter = (from: number, to: number) => gaps.find((gap) => from <= gap.from && gap.from < to && gap.to <= to)
  const distance = (i: number) => places[i + 1]! - places[i]!
  const usual = usualOf(places.flatMap((place, i) => (gapAfter(place, places[i + 1]!) ? [] : [distance(i)])))
  return places.map((place, i) => {
    if (!Number.isFinite(places[i + 1]!)) return Math.min(place + usual, gapAfter(place, Infinity)?.from ?? Infinity)
    const gap = gapAfter(place, places[i + 1]!)
    if (gap !== undefined) return gap.from
    const isPause = distance(i) > PAUSE * distance(i - 1) && distance(i) > PAUSE * distance(i + 1)
    return isPause ? place + distance(i - 1) : places[i + 1]!
  })
}

function usualOf(distances: readonly number[]): number {
  const recent = distances.filter(Number.isFinite).slice(-RECENT)
  return recent.sort((a, b) => a - b)[recent.length >> 1] ?? NaN
}
