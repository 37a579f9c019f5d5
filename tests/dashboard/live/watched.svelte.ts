import type { Latest } from '#dashboard/live/latest.svelte.ts'

/** An effect that reads `latest` as a component would; answers how to end it. */
export function watched<T>(latest: Latest<T>, tell: (value: T) => void): () => void {
  return $effect.root(() => {
    $effect(() => tell(latest.current))
  })
}
