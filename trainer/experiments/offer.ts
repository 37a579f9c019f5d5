import type { Need } from '#src/vocabulary/index.ts'
import type { Experiment } from './define.ts'
import { experiments } from './catalogue.ts'

/** What a run has for its probes, and what the runs of all experiments would have: a refusal says who serves a need. */
export function offerOf({ id, provides }: Pick<Experiment, 'id' | 'provides'>): {
  readonly id: string
  readonly provides: readonly Need[]
  readonly elsewhere: readonly Pick<Experiment, 'id' | 'provides'>[]
} {
  return { id, provides, elsewhere: experiments }
}
