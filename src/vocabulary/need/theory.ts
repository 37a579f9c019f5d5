import { defineNeed } from './define.ts'

/** A system for which there is a closed form: what that predicts stands beside what is measured, and what is left of it. */
export const theory = defineNeed('what a system measures of itself beside what a closed form predicts for it', {
  isOfWeights: false,
})
