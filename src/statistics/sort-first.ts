/** Up to so many numbers are sorted faster by insertion than by a call. */
const FEW = 48

/** Puts the first `count` numbers in order: for every x of a chart anew, and mostly of a few runs. */
export function sortFirst(values: Float64Array, count: number): void {
  if (count > FEW) {
    values.subarray(0, count).sort()
    return
  }
  for (let i = 1; i < count; i++) {
    const value = values[i]!
    let at = i
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!
    values[at] = value
  }
}
