import type { Transition } from '#src/vocabulary/index.ts'
import { BANDS } from '#dashboard/plots/draw-bands.ts'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'

/**
 * A mark as the band of its transition: from the onset to the end, or open where it goes on, with the interval in which the onset lies.
 * `place`: where a step is on the x axis, null where that is not known.
 */
export function transitionMark(
  mark: ChartMark,
  { onset, end }: Transition,
  place: (step: number) => number | null,
): ChartMark {
  const from = onset === null ? null : (place(Math.max(0, onset.low)) ?? mark.x)
  const to = onset === null ? null : (place(onset.high) ?? mark.x)
  return {
    ...mark,
    to: end === null ? Infinity : (place(end) ?? Infinity),
    drawnBy: BANDS,
    ...(from !== null && to !== null && { fringe: { from: Math.min(from, mark.x), to: Math.max(to, mark.x) } }),
  }
}
