import type { Rhythm, Stretch } from '#src/run-state/index.ts'
import type { Plan } from '#trainer/run/index.ts'
import { NEEDS, type Attach, type Need, type Past } from '#src/vocabulary/index.ts'

/** A past that somebody wants to see: of one probe, the steps that were not measured when they were live. */
export interface BackfillRequest {
  readonly attach: Attach
  /** The step from which the probe counts as attached: what it remembers begins there. */
  readonly since: number
  /** The steps to fill in, in order; the last may grow with the run. */
  readonly gaps: readonly Stretch[]
  readonly past: Past
  /** Whether the run itself goes on measuring it; what it does not, a replay does up to the end. */
  readonly live: boolean
  /** Where the past is there already at another cadence, and the steps between are wanted too. */
  readonly beside?: Beside
}

/** What a denser past leaves out. */
export interface Beside {
  /** What is there, or comes of another request. */
  readonly except: readonly Rhythm[]
  /** How far the denser past is there. */
  readonly filled: readonly Stretch[]
  /** How the probe was retuned up to this step is not how it measures here. */
  readonly step: number
}

/** What is read of a second network: of its weights, or of its hidden layers where it is what they are held against. */
const OF_ANOTHER: readonly Need[] = ['other', 'referenceHidden']

/**
 * Whether a probe's value at a step is a function of the weights there and of what was set before, so that weights in a
 * file are enough for it. A second network stands still where it is named; one that the run trains beside its own moves.
 */
export function readsWeightsOnly(
  needs: readonly Need[],
  { with: named, experiment }: Pick<Plan, 'with' | 'experiment'>,
): boolean {
  const hasTwin = named === null && experiment.provides.includes('other')
  return needs.every((need) => NEEDS[need].isOfWeights && !(hasTwin && OF_ANOTHER.includes(need)))
}

export function goalOf({ gaps, since }: Pick<BackfillRequest, 'gaps' | 'since'>): number {
  return gaps.at(-1)?.to ?? since
}
