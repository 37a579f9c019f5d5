import type { RunTable } from '#dashboard/table/run-table.svelte.ts'

/** Looks at a table of runs as its page would: at its parts, and at those pages of them that are in view. */
export function lookedAtTable(
  table: RunTable,
  pages: readonly (readonly [part: number, number: number])[],
): () => void {
  return $effect.root(() => {
    $effect(() => void [table.parts, table.running, ...pages.map(([part, number]) => table.page(part, number))])
  })
}
