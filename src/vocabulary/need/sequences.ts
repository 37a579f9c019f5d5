import { defineNeed } from './define.ts'

/** How prediction gets better along a sequence: learning in context. */
export const sequences = defineNeed('loss at each position of each sequence')
