import { defineNeed } from './define.ts'

/** How well the network does on what it is trained on, in two numbers. */
export const train = defineNeed('loss on the training split, and accuracy where there are classes')
