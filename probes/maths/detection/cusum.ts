/** The two sums of Page (1954): how much more than the allowance a series has lately lain above its level, and below it. */
export interface Sums {
  readonly up: number
  readonly down: number
}

export const AT_REST: Sums = { up: 0, down: 0 }

/** One standardized value more. */
export function summed({ up, down }: Sums, score: number, allowance: number): Sums {
  return { up: Math.max(0, up + score - allowance), down: Math.max(0, down - score - allowance) }
}

/**
 * The mean number of points until one sum passes the threshold, of independent standard normal values shifted by `shift`: Siegmund's (1985)
 * approximation, in which the overshoot makes the threshold larger by 1.166.
 */
export function runLengthOf(threshold: number, allowance: number, shift = 0): number {
  const drift = shift - allowance
  const b = threshold + 1.166
  return drift === 0 ? b * b : (Math.expm1(-2 * drift * b) + 2 * drift * b) / (2 * drift * drift)
}

/** Of both sums together: they alarm one as often as the other, independently of each other. */
export function twoSidedRunLength(threshold: number, allowance: number, shift = 0): number {
  return 1 / (1 / runLengthOf(threshold, allowance, shift) + 1 / runLengthOf(threshold, allowance, -shift))
}
