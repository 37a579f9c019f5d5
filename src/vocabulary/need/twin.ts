import { defineNeed } from './define.ts'

/** Response: the same state with and without a small field, under the same noise. A network that is trained has no twin. */
export const twin = defineNeed(
  'the state at a waiting time and now, now also in a twin under a small field and the same noise',
  { isOfWeights: false },
)
