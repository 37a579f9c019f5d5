/** What several turns of one measurement gave: the middle one, and how far they were apart. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(numbers: readonly number[]): Spread {
  const at = (share: number) => rounded(quantile(numbers, share))
  return { median: at(0.5), least: at(0), most: at(1) }
}

/** The number below which this share of them lies: of the numbers themselves, none in between. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN
}

/** To three digits, as a person reads a measurement. */
export function rounded(number: number): number {
  return Number(number.toPrecision(3))
}
