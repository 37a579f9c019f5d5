import type { Range } from '#dashboard/series/range.ts'

/** A drag along an axis, in pixels from its beginning: what lies beyond an end of the axis is at that end. */
export interface Drag {
  readonly start: number
  readonly at: number
  /** How long the axis is. */
  readonly length: number
}

/** A pointer that moved less, in CSS pixels, did not drag. */
export const STILL = 4

/** The stretch that was dragged over, within the axis; null for a pointer that stood still. */
export function draggedOver({ start, at, length }: Drag): Range | null {
  if (Math.abs(at - start) < STILL) return null
  const within = (place: number) => Math.min(length, Math.max(0, place))
  const [from, to] = [within(Math.min(start, at)), within(Math.max(start, at))]
  return to > from ? { from, to } : null
}
