/** What the processes of the bench of many viewers say to each other. */
export const CLOCK_SERIES = 'emitted/at'

/** What one process of viewers watches. */
export interface Watching {
  readonly run: string
  readonly series: readonly string[]
  readonly viewers: number
}

/** What it answers when it is asked. */
export interface Watched {
  readonly latencies: readonly number[]
  readonly frames: number
}
