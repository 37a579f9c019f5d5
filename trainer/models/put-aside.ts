import type { Tensor } from '@tensorflow/tfjs-core'

/** Leaves a value to be computed when it is first asked for. */
export type PutAside = (compute: () => Tensor) => () => Tensor

/**
 * For one of several computations that differ in a direction only: what is put aside does not depend on it, and what
 * the first has put aside serves the others, which put aside the same things in the same order. `keep` says that a
 * tensor is to outlive the computation.
 */
export function puttingAside(known: Map<number, Tensor>, keep: (tensor: Tensor) => Tensor): PutAside {
  let places = 0
  return (compute) => {
    const place = places++
    return () => {
      const value = known.get(place) ?? keep(compute())
      known.set(place, value)
      return value
    }
  }
}

/** For a single computation. */
export function puttingNothingAside(): PutAside {
  return puttingAside(new Map(), (tensor) => tensor)
}
