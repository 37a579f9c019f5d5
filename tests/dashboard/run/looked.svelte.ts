import type { FigureWatch } from '#dashboard/run/figure-watch.svelte.ts'
import type { Observatory } from '#dashboard/run/observatory.svelte.ts'
import type { RunList } from '#dashboard/run/run-list.svelte.ts'
import type { RunLive } from '#dashboard/run/run-live.svelte.ts'

/** Looks at a run as its page would: at its picture, its line of the list, the connection, the clocks and the latency. */
export function looked(observatory: Observatory, run: RunLive): () => void {
  return $effect.root(() => {
    $effect(() => void [run.picture, run.summary, observatory.connection, observatory.clock, observatory.latency])
  })
}

/** Looks at a list of runs as its page would. */
export function lookedAtList(list: RunList): () => void {
  return $effect.root(() => {
    $effect(() => void [list.runs, list.running])
  })
}

/** Looks at a figure as its card would. */
export function lookedAtFigure(watch: FigureWatch): () => void {
  return $effect.root(() => {
    $effect(() => void watch.known)
  })
}
