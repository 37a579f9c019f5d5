/** Numbers as a person reads them: as many digits as tell things apart, widths that do not jump. */

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

/**
 * Values on an axis, with all their digits: ticks are round, so that these are as many as tell neighbors apart. The very
 * large and very small are powers of ten, unless that takes more room for any of them.
 */
export function tickTexts(ticks: readonly number[]): string[] {
  const isPlain = ticks.some((tick) => isLarge(tick) && String(tick).length + 2 < asPower(tick).length)
  return ticks.map((tick) => withMinus(isTiny(tick) || (isLarge(tick) && !isPlain) ? asPower(tick) : String(tick)))
}

function isTiny(value: number): boolean {
  return value !== 0 && Math.abs(value) < 1e-3
}

/** As far as numbers are written without a power of ten. */
function isLarge(value: number): boolean {
  return Math.abs(value) >= 1e6
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `10⁻⁴`, `2.5·10⁶`, `−10⁹` */
function asPower(value: number): string {
  // As text: the digits that tell two numbers apart may be more than tell their mantissas apart.
  const [mantissa, written] = value.toExponential().split('e') as [string, string]
  const exponent = Number(written)
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')
  const power = `10${exponent < 0 ? '⁻' : ''}${digits}`
  return /^-?1$/.test(mantissa) ? mantissa.replace('1', power) : `${mantissa}·${power}`
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** A count or a step: `12,345` */
export function countText(count: number): string {
  return whole.format(count)
}

/** A step on an axis: `0`, `500`, `12k`, `1.5M`, `1.234562M`; with all its digits, as any tick. */
export function stepTickText(step: number): string {
  if (step >= 1e6) return `${shifted(step, 6)}M`
  return step >= 1e4 ? `${shifted(step, 3)}k` : String(step)
}

/** Divided by a power of ten, without an error of rounding that would show. */
function shifted(value: number, places: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  return String(Number(`${mantissa}e${Number(exponent) - places}`))
}

/** Seconds on an axis: `0`, `2.5 s`, `1:40`, `1:40.2`, `2:05:00` */
export function secondsTickText(seconds: number): string {
  if (seconds === 0) return '0'
  if (seconds < 60) return `${seconds} s`
  const [whole = '0', fraction] = seconds.toFixed(decimalsOf(seconds)).split('.')
  const two = (count: number) => String(count).padStart(2, '0')
  const minutes = Math.floor(Number(whole) / 60)
  const rest = two(Number(whole) - minutes * 60) + (fraction === undefined ? '' : `.${fraction}`)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

function decimalsOf(value: number): number {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent))
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

function withMinus(text: string): string {
  return text.replace(/^-/, '−')
}
