import type { Observatory } from '#dashboard/live/observatory.svelte.ts'
import type { RunLive } from '#dashboard/live/run-live.svelte.ts'
import type { Latest } from '#dashboard/live/latest.svelte.ts'

/** An effect that reads `latest` as a component would; answers how to end it. */
export function watched<T>(latest: Latest<T>, tell: (value: T) => void): () => void {
  return $effect.root(() => {
    $effect(() => tell(latest.current))
  })
}

/** Looks at a run as its page would: at its picture, its line of the list, the connection, the clocks and the latency. */
export function looked(observatory: Observatory, run: RunLive): () => void {
  return $effect.root(() => {
    $effect(() => void [run.picture, run.summary, observatory.connection, observatory.clock, observatory.latency])
  })
}
