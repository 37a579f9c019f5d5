import { defineNeed } from './define.ts'

/** Response: the same state with and without a small field, under the same noise. No training steps through two of them. */
export const twin = defineNeed(
  'the state at a waiting time and now, now also in a twin under a small field and the same noise; from files alone',
  { isOfWeights: false },
)
