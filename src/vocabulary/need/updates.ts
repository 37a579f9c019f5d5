import { defineNeed } from './define.ts'

/** The last step in weight space; there is none at step 0. */
export const updates = defineNeed('what the last optimizer step added to the weights, by layer', { isOfWeights: false })
