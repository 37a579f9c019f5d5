import type { Lead } from '#src/vocabulary/index.ts'

/** How often a series moves before the event, of the runs in which it moves. */
export function beforeText({ before, n }: Lead): string {
  return `${before} of ${n}`
}

/** A corrected p-value, in three digits. */
export function chanceText({ corrected }: Lead): string {
  if (corrected === null) return '–'
  return corrected < 1e-4 ? '< 0.0001' : String(Number(corrected.toPrecision(3)))
}
