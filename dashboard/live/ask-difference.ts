import { gridOver, type Query, type QueryResult } from '#src/vocabulary/index.ts'
import { differenceOf, differenceOfBuckets } from '#dashboard/series/difference.ts'
import { joined, NO_POINTS, pointsFromResult, type Points } from '#dashboard/series/points.ts'

/** What is asked of both runs alike. */
export type Asked = Pick<Query, 'points' | 'spacing'> & { readonly from: number; readonly to: number }

/** Asks the hub of one run, then of the other: an answer for each, in that order. */
export type AskBoth = (asked: Asked) => Promise<readonly QueryResult[]>

/** The most that one query may bring, and into how many a query is cut that would bring more. */
const MOST_POINTS = 16_384
const MOST_PIECES = 8

/**
 * One curve minus another over a stretch of steps. Up to a hundred thousand measurements are all asked for, and
 * subtracted one by one; of more, both runs are asked for buckets of one grid, which are.
 */
export async function askDifference(ask: AskBoth, stretch: Omit<Asked, 'points'>): Promise<Points> {
  const asked = { ...stretch, points: MOST_POINTS }
  const [own, other] = await ask(asked)
  if (own === undefined || other === undefined) return NO_POINTS
  if (own.exact && other.exact) return differenceOf(pointsFromResult(own), pointsFromResult(other))
  // A little more than needed, since steps are seldom spread evenly.
  const pieces = Math.ceil((Math.max(own.stored, other.stored) / MOST_POINTS) * 1.2)
  const exact = pieces > MOST_PIECES ? null : await inPieces(ask, asked, pieces)
  if (exact !== null) return differenceOf(...exact)
  const { place } = gridOver(asked.from, asked.to, asked.points, asked.spacing)
  return differenceOfBuckets(pointsFromResult(own), pointsFromResult(other), place)
}

/** All measurements of both; null where a piece holds more than can be asked for. */
async function inPieces(ask: AskBoth, asked: Asked, pieces: number): Promise<[Points, Points] | null> {
  const edge = (i: number) => asked.from + Math.round(((asked.to + 1 - asked.from) * i) / pieces)
  let both: [Points, Points] = [NO_POINTS, NO_POINTS]
  for (let i = 0; i < pieces; i++) {
    const [own, other] = await ask({ ...asked, from: edge(i), to: edge(i + 1) - 1 })
    if (own?.exact !== true || other?.exact !== true) return null
    both = [joined(both[0], pointsFromResult(own)), joined(both[1], pointsFromResult(other))]
  }
  return both
}
