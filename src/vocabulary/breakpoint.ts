import { nameText, quotedText } from './condition/words.ts'
import type { ParameterValues } from './experiment.ts'

/**
 * Breakpoints on science: what a run does by itself at the step at which a condition over its observables begins to hold.
 * Plain data, so that a run is told by a Command, shows it, and obeys it again in a replay.
 */
export interface Breakpoint {
  readonly id: string
  /** A condition, as condition/README.md describes it: `test-loss falls by 20 % within 500 steps` */
  readonly when: string
  /** Done in this order, at least one. */
  readonly then: readonly BreakpointAction[]
}

export type BreakpointAction =
  | { readonly type: 'pause' }
  | { readonly type: 'checkpoint' }
  /** A mark on every timeline of the run. */
  | { readonly type: 'mark'; readonly label: string }
  /** These probes, by id, measure at every multiple of `every` for so many steps, and then as before. */
  | { readonly type: 'densify'; readonly probes: readonly string[]; readonly every: number; readonly steps: number }
  /**
   * These probes measure at every multiple of `every` within so many steps of the event that it fires at, or of the step where there is none: what lies
   * before is measured by a replay.
   */
  | { readonly type: 'fill'; readonly probes: readonly string[]; readonly every: number; readonly within: number }
  /** A branch that differs in these settings only. */
  | { readonly type: 'fork'; readonly set: ParameterValues }

/** The first of b1, b2, … that is not taken: what a breakpoint is called unless somebody says. */
export function freeId(taken: Pick<ReadonlySet<string>, 'has'>): string {
  let count = 1
  while (taken.has(`b${count}`)) count++
  return `b${count}`
}

/** `pause, checkpoint, densify sharpness every 1 for 200 steps`: what `parseActions` reads. */
export function actionsText(actions: readonly BreakpointAction[]): string {
  return actions.map(actionText).join(', ')
}

function actionText(action: BreakpointAction): string {
  switch (action.type) {
    case 'pause':
    case 'checkpoint':
      return action.type
    case 'mark':
      return `mark ${quotedText(action.label)}`
    case 'densify': {
      const { probes, every, steps } = action
      return `densify ${probes.map(nameText).join(' and ')} every ${every} for ${stepsText(steps)}`
    }
    case 'fill': {
      const { probes, every, within } = action
      return `fill ${probes.map(nameText).join(' and ')} every ${every} within ${stepsText(within)}`
    }
    case 'fork': {
      const changes = Object.entries(action.set).map(([key, value]) => `${nameText(key)}=${valueText(value)}`)
      return `fork ${changes.join(' and ')}`
    }
  }
}

function stepsText(steps: number): string {
  return steps === 1 ? '1 step' : `${steps} steps`
}

function valueText(value: number | string): string {
  return typeof value === 'number' ? String(value) : nameText(value)
}
