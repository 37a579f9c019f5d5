import type { Range } from '#dashboard/series/range.ts'

/** The least stretch that a zoom shows, as a share of where it lies: what is nearer, numbers and ticks hardly tell apart. */
const LEAST = 1e-9
/** So many places of a stretch are told apart, more than a screen has. */
const PLACES = 1e5

/**
 * A stretch of the x axis as a zoom may show it, widened about its middle where it is too narrow; null where it is none.
 * `least`: where the axis begins; -Infinity for one of both signs.
 */
export function zoomOf({ from, to }: Range, least = 0): Range | null {
  if (!(from >= least && to >= from && to < Infinity && from > -Infinity)) return null
  const size = LEAST * Math.max(1, Math.abs(from), Math.abs(to))
  const lack = size - (to - from)
  if (lack <= 0) return { from, to }
  const start = Math.max(least, from - lack / 2)
  // A little more, lest it be too narrow again once its ends are rounded: that takes up to a millionth of it.
  return { from: start, to: start + size * (1 + 1 / PLACES) }
}

/** The same stretch with ends of few digits, so that it can be read in an address: wider by less than a screen shows. */
export function rounded({ from, to }: Range): Range {
  const grain = 10 ** Math.floor(Math.log10((to - from) / PLACES))
  const inGrains = (count: number) => Number((count * grain).toPrecision(15))
  return { from: inGrains(Math.floor(from / grain)), to: inGrains(Math.ceil(to / grain)) }
}

/** So many decimals tell the ends of a stretch apart. */
export function decimalsOf({ from, to }: Range): number {
  return Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(to - from))))
}
