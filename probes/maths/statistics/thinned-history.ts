/** As many states are kept as this at most. */
export const MOST_KEPT = 32

/** States of a run at evenly spaced steps, counted from the first that was seen: at 0, s, 2s, … with the stride s. */
export interface Thinned<S> {
  readonly age: number
  readonly stride: number
  readonly kept: readonly S[]
}

export const NONE_KEPT: Thinned<never> = { age: -1, stride: 1, kept: [] }

/**
 * One step more. What falls on the stride is read and kept; where that is one too many, every other one goes and the
 * stride doubles. So what is kept depends on the number of steps alone, and not on when anybody looked.
 */
export function thinned<S>({ age, stride, kept }: Thinned<S>, read: () => S): Thinned<S> {
  const now = age + 1
  if (now % stride !== 0) return { age: now, stride, kept }
  if (kept.length < MOST_KEPT) return { age: now, stride, kept: [...kept, read()] }
  const half = kept.filter((_, i) => i % 2 === 0)
  return { age: now, stride: 2 * stride, kept: now % (2 * stride) === 0 ? [...half, read()] : half }
}
