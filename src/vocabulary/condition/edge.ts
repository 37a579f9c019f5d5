/**
 * A breakpoint fires at the first step at which its condition holds, and again once it has not held in between.
 * A condition that holds when it is first asked fires at once.
 */
export interface Edge {
  readonly holds: boolean
  /** Whether it began to hold at this very step. */
  readonly fires: boolean
}

export const AT_REST: Edge = { holds: false, fires: false }

/** A reducer, fit for `scan(edge, AT_REST)`. */
export function edge(before: Edge, holds: boolean): Edge {
  return { holds, fires: holds && !before.holds }
}
