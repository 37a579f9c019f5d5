import { defineNeed } from './define.ts'

/** How well it does on what it has not seen. A task may have no test split. */
export const test = defineNeed('loss and accuracy on the test split')
