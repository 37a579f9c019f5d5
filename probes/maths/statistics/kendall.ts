/** Kendall's τ_b of two lists, ties counted as Kendall does; null where either has only ties. O(n²). */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  let concordance = 0
  let untiedX = 0
  let untiedY = 0
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = Math.sign((x[i] as number) - (x[j] as number))
      const b = Math.sign((y[i] as number) - (y[j] as number))
      concordance += a * b
      untiedX += a * a
      untiedY += b * b
    }
  }
  return untiedX === 0 || untiedY === 0 ? null : concordance / Math.sqrt(untiedX * untiedY)
}
