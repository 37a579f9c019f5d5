import type { ParameterValues } from './experiment.ts'

/** What is done when a condition comes to hold. */
export type BreakpointAction =
  | { readonly type: 'pause' }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'mark'; readonly label: string }
  /** Measures these probes more often, for so many steps. */
  | { readonly type: 'densify'; readonly probes: readonly string[]; readonly every: number; readonly steps: number }
  | { readonly type: 'fork'; readonly set: ParameterValues }

/** A condition over what is measured, and what follows at the first step at which it holds. */
export interface Breakpoint {
  readonly id: string
  /** In the language of conditions. */
  readonly when: string
  readonly then: readonly BreakpointAction[]
}
