import { defineNeed } from './define.ts'

/** The slope that the next update follows. */
export const gradients = defineNeed('the gradient of the training loss, by layer')
