import type { Given, SnapshotFacts, Source } from '#trainer/offline/index.ts'
import type { Products } from './objective-of-products.ts'

/** One snapshot of a foreign training as it is measured: its tensors, what its writer says, and what it is compared with. */
export interface Snapshot {
  readonly step: number
  readonly input: Source
  readonly facts: SnapshotFacts
  /** The snapshots of the two steps just before, where they are there. */
  readonly before: Source | null
  readonly twoBefore: Source | null
  /** The network at step 0, and a second network that somebody named. */
  readonly initial: Source | null
  readonly other: Source | null
  /** Computes the curvature of a network that is no chain; null where nobody does. */
  readonly products: Products | null
}

/** What a need reads of a snapshot, but for the options of a probe. */
export function givenOf({ input, facts, before, twoBefore, initial }: Snapshot): Given {
  const { model, loss, reduction, temperature } = facts
  const others = before === null ? [] : twoBefore === null ? [before] : [before, twoBefore]
  return { input, others, initial, model, loss, reduction, temperature, layout: null, seed: 0, options: {}, facts: facts.facts } // prettier-ignore
}
