/**
 * The same function, which answers from memory for an array that it has seen: two probes that decompose one layer at
 * one step pay once, and what is computed of the initial network is computed once a run. Nobody writes to the arrays of
 * a snapshot, and the memory goes with them.
 */
export function oncePerArray<A extends object, Rest extends unknown[], R>(
  compute: (array: A, ...rest: Rest) => R,
): (array: A, ...rest: Rest) => R {
  const known = new WeakMap<A, R>()
  return (array, ...rest) => {
    const remembered = known.get(array)
    if (remembered !== undefined) return remembered
    const result = compute(array, ...rest)
    known.set(array, result)
    return result
  }
}
