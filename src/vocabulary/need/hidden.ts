import { defineNeed } from './define.ts'

/** The representations, on examples that stay the same throughout a run. */
export const hidden = defineNeed('hidden activations on the fixed probe batch, by layer', {
  nulls: ['shuffled-examples'],
})
