/** How far from the epoch, in milliseconds, a moment can be that a calendar knows: what a Date can hold. */
export const FARTHEST = 8.64e15

/** Milliseconds since the epoch that a calendar knows. Clocks may be wrong, and programs too. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= FARTHEST
}
