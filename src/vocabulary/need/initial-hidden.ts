import { defineNeed } from './define.ts'

/** The representations of the untrained network, to measure drift from. */
export const initialHidden = defineNeed('hidden activations at step 0 on the same batch, by layer')
