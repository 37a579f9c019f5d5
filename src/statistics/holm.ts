/**
 * p-values of several tests, corrected so that at a level α the chance of even one false claim among all of them is at most α, however they
 * depend on each other (Holm 1979, Scand. J. Stat. 6, 65). In the order in which they came; null, of what was not tested, stays and does not count.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const tested = values.flatMap((p, i) => (p === null ? [] : [{ p, i }])).toSorted((one, other) => one.p - other.p)
  const corrected: (number | null)[] = values.map(() => null)
  let most = 0
  tested.forEach(({ p, i }, rank) => {
    most = Math.max(most, Math.min(1, (tested.length - rank) * p))
    corrected[i] = most
  })
  return corrected
}
