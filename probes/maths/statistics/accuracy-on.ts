import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { SplitOutcome } from '#probes/inputs.ts'

/** The accuracy on a split; absent after a divergence, when no answer is the largest, and where there is no class to answer. */
export function accuracyOn(split: string, { accuracy }: SplitOutcome, classes: number): number | Absent {
  if (classes === 0) return absent(`The ${split} has no classes`)
  return Number.isFinite(accuracy) ? accuracy : absent(`The logits of the ${split} hold NaN or an infinity`)
}
