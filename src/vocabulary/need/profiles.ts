import { defineNeed } from './define.ts'

/** What a system measures of itself along depth, width or size, held against theory. */
export const profiles = defineNeed('quantities along an axis, measured beside what a closed form gives there', {
  isOfWeights: false,
})
