import { defineNeed } from './define.ts'

/** The step before the last: whether two steps in a row go the same way. */
export const previousUpdates = defineNeed(
  'what the optimizer step before the last one added to the weights, by layer',
  { isOfWeights: false },
)
