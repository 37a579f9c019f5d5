/** Half the distance from 1 to the next number of float32: the largest relative error of one operation. */
const UNIT = 2 ** -24

/**
 * How far apart two sums of the same products may be in float32, in whatever order and grouping each was added up: either
 * is within γ·Σ|products| of the exact sum, γ = n u/(1 − n u) for n of them (Higham 2002, Accuracy and Stability of
 * Numerical Algorithms, section 3.1). Which order that is depends on shapes, processor and threads, so that two ways to
 * one number share no bits beyond this.
 */
export function mostApart(terms: number, sumOfSizes: number): number {
  return ((2 * terms * UNIT) / (1 - terms * UNIT)) * sumOfSizes
}
