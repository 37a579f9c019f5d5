import type { CurvePoint } from './collapse-cost.ts'

/** Where a number changes along a parameter, and over how wide a stretch. */
export interface Transition {
  readonly location: number
  readonly width: number
}

/**
 * Where a curve first passes half of the way between two levels, and how far apart it passes a quarter and three quarters of it, by straight lines
 * between neighbors. Null where it does not pass all three. A step between two neighbors is as wide as half of what lies between them: the
 * parameter was not asked closer.
 */
export function transitionOfCurve(
  points: readonly Pick<CurvePoint, 'x' | 'y'>[],
  from: number,
  to: number,
): Transition | null {
  const passes = (share: number) => crossing(points, from + share * (to - from), Math.sign(to - from))
  const [quarter, half, three] = [passes(0.25), passes(0.5), passes(0.75)]
  if (quarter === null || half === null || three === null) return null
  return { location: half, width: Math.abs(three - quarter) }
}

/** Where it first passes a level, upwards or downwards as x grows or falls: whichever way leads from one level to the other. */
function crossing(points: readonly Pick<CurvePoint, 'x' | 'y'>[], level: number, way: number): number | null {
  const rising = points.length > 1 && (points.at(-1)!.y - points[0]!.y) * way >= 0
  const ordered = rising ? points : points.toReversed()
  for (let i = 1; i < ordered.length; i++) {
    const [a, b] = [ordered[i - 1]!, ordered[i]!]
    if ((a.y - level) * way < 0 && (b.y - level) * way >= 0) return a.x + ((level - a.y) / (b.y - a.y)) * (b.x - a.x)
  }
  return null
}
