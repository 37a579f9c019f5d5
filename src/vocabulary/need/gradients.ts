import { defineNeed } from './define.ts'

/** The slope that the next update follows: with mini-batches, that of its own examples. */
export const gradients = defineNeed('the gradient that the next update follows, by layer')
