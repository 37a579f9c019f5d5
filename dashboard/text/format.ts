/** Numbers as a person reads them: as many digits as tell things apart, widths that do not jump. */

import { withMinus } from '#src/figures/tick-text.ts'

/** Significant digits of a value, where no more are needed to tell it from others. */
export const DIGITS = 4

/**
 * A measured value: four significant digits, or as many as are asked for (`digitsTelling`), a true minus sign, and the
 * words NaN and ∞ where JSON would say null.
 */
export function valueText(value: number, digits = DIGITS): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-3) return withMinus(exponential(value, digits === DIGITS ? 2 : digits - 1))
  // Digits before the point, none of which is left out below a million.
  const whole = Math.floor(Math.log10(size)) + 1
  if (size < 1e6) return withMinus(whole >= digits ? value.toFixed(0) : value.toPrecision(digits))
  return withMinus(digits > whole ? value.toPrecision(digits) : exponential(value, digits === DIGITS ? 2 : digits - 1))
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** A count or a step: `12,345` */
export function countText(count: number): string {
  return whole.format(count)
}

/** `0.82 ms`, `12 ms`, `1.4 s` */
export function msText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toPrecision(2)} s`
  if (ms >= 10) return `${Math.round(ms)} ms`
  return ms < 0.005 ? `${ms === 0 ? 0 : '< 0.01'} ms` : `${Number(ms.toPrecision(2))} ms`
}

/** A share as a person compares it: `21 %`, `0.4 %` */
export function shareText(share: number): string {
  const percent = share * 100
  if (percent >= 10) return `${Math.round(percent)} %`
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${Number(percent.toFixed(1))} %`
}

/** A share of one, as a person says it: `5 %`, `0.25 %` */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}

/** A moment to the second, in full. */
export function exactly(at: number): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' })
}

function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split('e') as [string, string]
  return `${mantissa}e${exponent.replace('+', '').replace('-', '−')}`
}
