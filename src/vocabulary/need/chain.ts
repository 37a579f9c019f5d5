import { defineNeed } from './define.ts'

/** The network as plain data: kernels, Jacobians and per-example gradients come from it. Of dense layers only. */
export const chain = defineNeed('the network as a chain of dense layers, with its examples', {
  nulls: ['shuffled-weights', 'random-weights', 'shuffled-labels', 'shuffled-examples'],
})
