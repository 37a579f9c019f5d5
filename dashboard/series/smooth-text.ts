/** What a panel says of its smoothing: over how much, of what, and what becomes of the ends. */
export function measureText(
  kind: 'exponential' | 'mean',
  reach: number,
  isLogX: boolean,
  isLogY: boolean,
  unit: string,
): string {
  const over = isLogX ? `a factor of ${number(10 ** reach)} in ${unit}` : `${number(reach)} ${unit}`
  const of = isLogY ? ' of logarithms' : ''
  return kind === 'exponential'
    ? `smoothed: exponential mean${of} over ${over}, debiased; it lags behind`
    : `smoothed: centered mean${of} over ${over}; narrower towards both ends`
}

function number(value: number): string {
  return String(Number(value.toPrecision(value < 10 ? 2 : 3)))
}
