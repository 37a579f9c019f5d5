/** The smaller of two, where NaN bounds nothing and takes no part. */
export function lesser(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a
}

/** The larger of two, likewise. */
export function greater(a: number, b: number): number {
  return b > a || Number.isNaN(a) ? b : a
}
