/** Numbers as a person reads them: as many digits as tell things apart, widths that do not jump. */

/** A measured value: four significant digits, a true minus sign, and the words NaN and ∞ where JSON would say null. */
export function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text =
    size >= 1e6 || size < 1e-3 ? exponential(value, 2) : size >= 1e4 ? value.toFixed(0) : value.toPrecision(4)
  return withMinus(text)
}

/** A value on an axis: no more digits than its neighbors need; the very large and very small as powers of ten. */
export function tickText(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  return withMinus(size >= 1e6 || size < 1e-3 ? asPower(value) : String(Number(value.toPrecision(4))))
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `10⁻⁴`, `2.5·10⁶` */
function asPower(value: number): string {
  const [mantissa, exponent] = value.toExponential(3).split('e').map(Number) as [number, number]
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')
  const power = `10${exponent < 0 ? '⁻' : ''}${digits}`
  return mantissa === 1 ? power : `${mantissa}·${power}`
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** A count or a step: `12,345` */
export function countText(count: number): string {
  return whole.format(count)
}

/** A step on an axis: `0`, `500`, `12k`, `1.5M` */
export function stepTickText(step: number): string {
  if (step >= 1e6) return `${Number((step / 1e6).toPrecision(4))}M`
  if (step >= 1e4) return `${Number((step / 1e3).toPrecision(4))}k`
  return String(Number(step.toPrecision(6)))
}

/** Seconds on an axis: `0`, `2.5 s`, `1:40`, `2:05:00` */
export function secondsTickText(seconds: number): string {
  if (seconds === 0) return '0'
  if (seconds < 60) return `${Number(seconds.toPrecision(4))} s`
  const two = (count: number) => String(count).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const rest = two(Math.round(seconds - minutes * 60))
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
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
