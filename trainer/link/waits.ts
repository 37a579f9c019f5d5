/** How long is waited for what, in milliseconds: the first time, and at most; each time twice as long as before it. */
export interface Waits {
  /** Until a hub that is away is called again. */
  readonly call: readonly [firstMs: number, lastMs: number]
  /** Until a hub that refuses a run or its Reports is asked again. */
  readonly refusal: readonly [firstMs: number, lastMs: number]
  /** A hub that has not answered by then is taken for gone, though the connection may look open; a slow one is given more. */
  readonly answer: readonly [firstMs: number, lastMs: number]
}

export const WAITS: Waits = { call: [250, 5000], refusal: [1000, 60_000], answer: [30_000, 240_000] }

/** One of them, as it grows. */
export interface Backoff {
  nextMs(): number
  /** It worked: begin again with the shortest. */
  reset(): void
}

export function openBackoff([firstMs, lastMs]: readonly [firstMs: number, lastMs: number]): Backoff {
  let ms = firstMs
  return {
    nextMs() {
      const wait = ms
      ms = Math.min(lastMs, 2 * ms)
      return wait
    },
    reset() {
      ms = firstMs
    },
  }
}
