import { curveOfFrame, onceAFrame, type CurveFrame } from '#dashboard/series/tables.ts'
import { drawPath } from '../plots/draw-path.ts'
import { axisRange } from '../plots/envelope.ts'
import type { Scene } from '../plots/scene.ts'
import { LAW_STYLE } from './frame-scene.ts'

export const curveOf = onceAFrame(curveOfFrame)

/** How the axes of a curve are. */
export interface CurveAxes {
  readonly logX: boolean
  readonly logY: boolean
}

const placesOf = onceAFrame((frame) => {
  const { x, y } = curveOf(frame)
  return { x: ends(x), y: ends(y) }
})

/** The smallest number, the smallest above 0, and the largest. */
function ends(values: Float64Array) {
  const finite = values.filter(Number.isFinite)
  return {
    low: finite.reduce((least, value) => Math.min(least, value), Infinity),
    positive: finite.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), Infinity),
    high: finite.reduce((most, value) => Math.max(most, value), -Infinity),
  }
}

/**
 * The curve at the step that is looked at, upon the first one of all, paler, and dashed what theory expects; on axes that hold the
 * curves of all steps.
 */
export function curveScene(
  frames: readonly Float64Array[],
  shown: Float64Array,
  law: Float64Array | null,
  { logX, logY }: CurveAxes,
  color: string,
): Scene {
  const all = law === null ? frames : [...frames, law]
  const places = all.map(placesOf)
  const extentAlong = (axis: 'x' | 'y', log: boolean) => {
    const min = places.reduce((least, place) => Math.min(least, log ? place[axis].positive : place[axis].low), Infinity)
    const max = places.reduce((most, place) => Math.max(most, place[axis].high), -Infinity)
    return min <= max ? { min, max } : null
  }
  const [from, to] = axisRange([extentAlong('x', logX)], logX, null)
  const [first] = frames
  return {
    x: { from, to },
    y: axisRange([extentAlong('y', logY)], logY, null),
    marks: [],
    paint: (context, area) => {
      if (first !== undefined && first !== shown)
        drawPath(
          context,
          curveOf(first),
          { color: `color-mix(in oklab, ${color} 40%, var(--surface))`, dash: [] },
          area,
          1,
        )
      if (law !== null) drawPath(context, curveOf(law), LAW_STYLE, area)
      drawPath(context, curveOf(shown), { color, dash: [] }, area)
    },
  }
}

/** The place of a curve that is nearest to a number along x. */
export function nearestAlong({ x, y }: CurveFrame, at: number): { readonly x: number; readonly y: number } | null {
  let best = -1
  x.forEach((place, i) => {
    if (best < 0 || Math.abs(place - at) < Math.abs(x[best]! - at)) best = i
  })
  return best < 0 ? null : { x: x[best]!, y: y[best]! }
}
