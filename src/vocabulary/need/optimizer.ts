import { defineNeed } from './define.ts'

/** What turns a gradient into an update: thresholds of stability depend on it, and it has a memory. */
export const optimizer = defineNeed('the kind, rate and moments of the optimizer', { isOfWeights: false })
