import { defineNeed } from './define.ts'

/** A Hopfield network: what it should recall, and where its dynamics is. */
export const memories = defineNeed('the patterns stored in an associative memory, and its state')
