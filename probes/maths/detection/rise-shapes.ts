/** ln 19: a logistic function is at 5 % so many of its scales before its middle, and at 95 % as many after it. */
const LN_19 = Math.log(19)

/** How a rise goes from 0 to 1: its onset is where x is 0, its end where it is 1. */
export type RiseShape = (x: number) => number

/** A logistic function, from its 5 % point to its 95 % point. */
export const logisticRise: RiseShape = (x) => 1 / (1 + Math.exp(LN_19 * (1 - 2 * x)))

/** A straight line between two levels. */
export const straightRise: RiseShape = (x) => Math.min(1, Math.max(0, x))
