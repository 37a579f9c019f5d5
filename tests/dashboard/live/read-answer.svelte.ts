import type { Answer } from '#dashboard/live/answers.svelte.ts'

/** An effect that reads an answer as a panel would; answers how to end it. */
export function readAnswer<A>(read: () => Answer<A>, tell: (answer: Answer<A>) => void): () => void {
  return $effect.root(() => {
    $effect(() => tell(read()))
  })
}
