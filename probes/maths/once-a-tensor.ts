import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * The same function, which answers from memory for numbers that it has seen: two probes that decompose one layer at
 * one step pay once, and what is computed of the initial network is computed once a run. TensorFlow.js never changes
 * the numbers behind a `dataId` (assigning to a variable gives it another), and the memory goes with them.
 */
export function onceATensor<T extends Tensor, Rest extends unknown[], R>(
  compute: (tensor: T, ...rest: Rest) => R,
): (tensor: T, ...rest: Rest) => R {
  const known = new WeakMap<object, R>()
  return (tensor, ...rest) => {
    const remembered = known.get(tensor.dataId)
    if (remembered !== undefined) return remembered
    const result = compute(tensor, ...rest)
    known.set(tensor.dataId, result)
    return result
  }
}
