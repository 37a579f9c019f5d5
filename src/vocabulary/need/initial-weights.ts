import { defineNeed } from './define.ts'

/** Where the weights came from: what moved, and how far. */
export const initialWeights = defineNeed('the weights at step 0, by layer')
