const bits = new DataView(new ArrayBuffer(8))

/** The next number above a finite one: where a little air would be rounded away, an axis still reaches beyond its values. */
export function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n))
  const next = bits.getFloat64(0)
  return Number.isFinite(next) ? next : value
}

export function nextBelow(value: number): number {
  return -nextAbove(-value)
}
