import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { SplitOutcome } from '#probes/inputs.ts'

/** The accuracy on a split; absent after a divergence, when no answer is the largest. */
export function accuracyOn(split: string, { accuracy }: SplitOutcome): number | Absent {
  return Number.isFinite(accuracy) ? accuracy : absent(`The logits of the ${split} hold NaN or an infinity`)
}
