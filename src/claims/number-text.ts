/** Digits of a number that somebody claims, where no more are needed. */
export const DIGITS = 6

/** In so many significant digits, trailing zeros dropped, with a true minus sign. */
export function numberText(value: number, digits = DIGITS): string {
  return String(rounded(value, digits)).replaceAll('-', '−')
}

/** What is whole stays so: a count or a step is no measured value. */
export function rounded(value: number, digits: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits))
}
