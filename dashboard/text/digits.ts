import { DIGITS, valueText } from './format.ts'

/** A double has no more. */
const MOST = 17

/**
 * As many significant digits as tell values apart: those of a legend from each other, and each from what lies a hundredth
 * of `span` away, which on a chart is the way that its axis reaches. At least four.
 */
export function digitsTelling(values: readonly number[], span = Infinity): number {
  const finite = values.filter(Number.isFinite)
  const size = Math.max(0, ...finite.map(Math.abs))
  // Logarithms first: the quotient of two numbers need not be one.
  const needed = span > 0 && size > 0 ? Math.floor(Math.log10(size) - Math.log10(span) + 2) + 1 : DIGITS
  let digits = Math.min(MOST, Math.max(DIGITS, needed))
  while (digits < MOST && !areTold(finite, digits)) digits++
  return digits
}

function areTold(values: readonly number[], digits: number): boolean {
  const different = new Set(values)
  return new Set([...different].map((value) => valueText(value, digits))).size === different.size
}
