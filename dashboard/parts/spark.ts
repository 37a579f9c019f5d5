/** The path of a sparkline; values that are not finite leave a gap, and one that stands alone between gaps is a dash. */
export function sparkPath(
  steps: readonly number[],
  values: readonly (number | null)[],
  width: number,
  height: number,
): string {
  const finite = values.filter(isNumber)
  if (finite.length === 0) return ''
  // What lies within [0, 1] is a share: drawn on the whole of it, so that noise does not look like a curve.
  const share = finite.every((value) => value >= 0 && value <= 1)
  const low = share ? 0 : Math.min(...finite)
  // Halves: the distance of two numbers need not be one.
  const half = share ? 0.5 : Math.max(...finite) / 2 - low / 2 || 1
  return steps
    .map((step, i) => {
      const value = values[i]
      if (!isNumber(value)) return ''
      const x = placeOf(step, steps, width)
      const y = height - 3 - ((value / 2 - low / 2) / half) * (height - 6)
      const isFirst = !isNumber(values[i - 1])
      const isAlone = isFirst && !isNumber(values[i + 1])
      return `${isFirst ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}${isAlone ? 'h1.5' : ''}`
    })
    .join('')
}

/** The path of ticks at the foot of a sparkline, where its values are not finite. */
export function sparkTicks(
  steps: readonly number[],
  values: readonly (number | null)[],
  width: number,
  height: number,
): string {
  return steps
    .map((step, i) => (isNumber(values[i]) ? '' : `M${placeOf(step, steps, width).toFixed(1)} ${height - 5}v4`))
    .join('')
}

function placeOf(step: number, steps: readonly number[], width: number): number {
  return (step / (steps.at(-1) || 1)) * (width - 2) + 1
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
