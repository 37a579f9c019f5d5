import { defineNeed } from './define.ts'

/** What Fourier analysis reads: circuits of modular arithmetic are waves in these. */
export const residueWeights = defineNeed('the weights as functions on the residues 0 … p − 1, one row a neuron', {
  nulls: ['shuffled-weights', 'random-weights'],
})
