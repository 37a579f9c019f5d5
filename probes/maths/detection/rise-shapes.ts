/** ln 19: a logistic function is at 5 % so many of its scales before its middle, and at 95 % as many after it. */
const LN_19 = Math.log(19)

/** How a rise goes from 0 to 1: its onset is where x is 0, its end where it is 1. Before `begins` it is 0, and after `ends` 1, as near as can be told. */
export type RiseShape = ((x: number) => number) & { readonly begins: number; readonly ends: number }

/** A logistic function, from its 5 % point to its 95 % point; two and a half widths off its middle a millionth is missing. */
export const logisticRise: RiseShape = Object.assign((x: number) => 1 / (1 + Math.exp(LN_19 * (1 - 2 * x))), {
  begins: -2,
  ends: 3,
})

/** A straight line between two levels. */
export const straightRise: RiseShape = Object.assign((x: number) => Math.min(1, Math.max(0, x)), { begins: 0, ends: 1 })
