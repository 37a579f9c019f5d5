/** The smallest and largest finite number of some columns, above 0 where the axis is logarithmic; null where there is none. */
export function extentOf(columns: Iterable<ArrayLike<number>>, above = -Infinity): readonly [number, number] | null {
  let [low, high] = [Infinity, -Infinity]
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!
      if (!Number.isFinite(value) || value <= above) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return low > high ? null : [low, high]
}

/** A little room around what is drawn; one value alone stands in the middle. */
export function padded([low, high]: readonly [number, number], log: boolean): { from: number; to: number } {
  if (log) {
    const factor = high > low ? (high / low) ** 0.04 : 2
    return { from: Math.max(low / factor, Number.MIN_VALUE), to: high * factor }
  }
  const room = high > low ? (high - low) * 0.04 : Math.max(Math.abs(low) * 0.1, 0.5)
  return { from: low - room, to: high + room }
}
