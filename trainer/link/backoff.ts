/** How long to wait before each further try: twice as long as before it, up to a limit. */
export interface Backoff {
  nextMs(): number
  /** It worked: begin again with the shortest. */
  reset(): void
}

export function openBackoff(firstMs: number, lastMs: number): Backoff {
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
