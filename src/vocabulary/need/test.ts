import { defineNeed } from './define.ts'

/** How well it does on what it has not seen. A task may have no test split. */
export const test = defineNeed('loss on the test split, and accuracy where there are classes')
