import type { OutputKind } from '#src/vocabulary/index.ts'
import { facetsOfFrame, onceAFrame } from '#dashboard/series/tables.ts'
import { matrixOfFrame } from '#src/vocabulary/index.ts'
import { heatRange, type HeatRange } from '../plots/heat.ts'

/** The smallest and largest number of a frame, and the smallest above 0: what a scale of color over many frames needs of each. */
const extremesOf = onceAFrame((frame) => extremes(frame))
/** Of a matrix without its first number, which says how many columns it has. */
const entriesOf = onceAFrame((frame) => extremes(matrixOfFrame(frame).data))

function extremes(values: ArrayLike<number>): readonly number[] {
  let [low, positive, high] = [Infinity, Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
    if (value > 0 && value < positive) positive = value
  }
  return [low, positive, high].filter(Number.isFinite)
}

/** One scale for the frames of several runs and all steps: neither another step nor another run moves it. */
export function sharedRange(kind: OutputKind, frames: readonly Float64Array[], log: boolean): HeatRange | null {
  return heatRange(frames.map(kind === 'matrix' ? entriesOf : extremesOf), log)
}

const reachOf = onceAFrame((frame) =>
  facetsOfFrame(frame)
    .flatMap(({ points }) => points)
    .flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)])
    .filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, value), 0),
)

/** How far the points of several pictures reach from the middle, with a little air. */
export function sharedReach(frames: readonly Float64Array[]): number {
  return frames.reduce((most, frame) => Math.max(most, reachOf(frame)), 0) * 1.08 || 1
}
