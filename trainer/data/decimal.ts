/** The most characters of a number, more than telling it from its neighbors takes: a longer cell is text. */
const LONGEST = 400

/** Sign, digits before and behind the point, exponent. A digit belongs to one part alone, so that no text takes longer than its length. */
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i

/**
 * A number as people write it in decimals; NaN for anything else, such as an empty cell, `inf` or `0x10`, and for what
 * float64 has no number near: `1e400`, and `1e-400`, which would be read as zero.
 */
export function numberIn(text: string): number {
  if (!isDecimal(text)) return NaN
  const number = Number(text)
  const isLost = !Number.isFinite(number) || (number === 0 && /^[^e]*[1-9]/i.test(text))
  return isLost ? NaN : number
}

/** Whether a text is a number in decimals, however large or small. */
export function isDecimal(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= LONGEST && DECIMAL.test(trimmed)
}

/** One text for all ways of writing a number, to its last digit: `1`, `1.0`, `01` and `10e-1` have the same. */
export function exactly(decimal: string): string {
  const [, sign, whole = '', behind = '', behindAlone = '', power = '0'] = DECIMAL.exec(decimal.trim()) ?? []
  const fraction = behind + behindAlone
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const exponent = BigInt(power) + BigInt(digits.length - significant.length - fraction.length)
  return `${sign === '-' ? '-' : ''}${significant}e${exponent}`
}
