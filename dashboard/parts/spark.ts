/** The path of a sparkline; values that are not finite leave a gap. */
export function sparkPath(
  steps: readonly number[],
  values: readonly (number | null)[],
  width: number,
  height: number,
): string {
  const finite = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  if (finite.length === 0) return ''
  // What lies within [0, 1] is a share: drawn on the whole of it, so that noise does not look like a curve.
  const share = finite.every((value) => value >= 0 && value <= 1)
  const low = share ? 0 : Math.min(...finite)
  const span = share ? 1 : Math.max(...finite) - low || 1
  const last = steps.at(-1) || 1
  let pen = 'M'
  return steps
    .map((step, i) => {
      const value = values[i]
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        pen = 'M'
        return ''
      }
      const x = (step / last) * (width - 2) + 1
      const y = height - 3 - ((value - low) / span) * (height - 6)
      const piece = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`
      pen = 'L'
      return piece
    })
    .join('')
}
