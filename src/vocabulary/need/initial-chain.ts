import { defineNeed } from './define.ts'

/** The untrained network in the same form: how far the kernel moved. */
export const initialChain = defineNeed('the same chain with its weights at step 0')
