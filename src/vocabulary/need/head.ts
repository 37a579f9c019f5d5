import { defineNeed } from './define.ts'

/** The last layer and its inputs: how classes are read out. */
export const head = defineNeed('weights of the last layer, and logits on the probe batch', {
  nulls: ['shuffled-weights', 'random-weights', 'shuffled-examples'],
})
