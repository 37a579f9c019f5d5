import { gridOver } from '#src/vocabulary/index.ts'

/** Which bucket a place of x belongs to, where there are more places than can be told apart. */
export type PlaceOf = (x: number) => number

/** Whether x are whole steps from 0, whole numbers of either sign, or any numbers. */
export type XKind = 'steps' | 'whole' | 'any'

/**
 * At most `points` buckets between two x. Steps are cut as every query of steps is (`gridOver`), other x into buckets as wide as a power of
 * two, in x or, where all are above 0 and it is asked for, in log₂ x.
 */
export function placesOver(kind: XKind, from: number, to: number, points: number, spacing: 'linear' | 'log'): PlaceOf {
  if (kind === 'steps') return gridOver(from, to, points, spacing).place
  if (spacing === 'log' && from > 0) {
    const place = evenPlaces(Math.log2(from), Math.log2(to), points, 2 ** -40)
    return (x) => place(Math.log2(x))
  }
  return evenPlaces(from, to, points, kind === 'whole' ? 1 : 2 ** -1000)
}

function evenPlaces(from: number, to: number, points: number, least: number): PlaceOf {
  // Never too wide: what is wanted is within a factor of four of it.
  let width = Math.max(least, 2 ** Math.floor(Math.log2(to / points - from / points)) / 2)
  while (Math.floor(to / width) - Math.floor(from / width) + 1 > points) width *= 2
  return (x) => Math.floor(x / width)
}
