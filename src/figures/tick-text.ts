/** What stands at a tick. */

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

/** Four digits, as many as one reads off a chart. */
export function readText(value: number): string {
  return withMinus(String(Number(value.toPrecision(4))))
}

/** A number's text with a true minus sign. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−')
}
