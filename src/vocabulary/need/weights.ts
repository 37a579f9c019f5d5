import { defineNeed } from './define.ts'

/** The network itself: norms, spectra and structure are read from it. */
export const weights = defineNeed('the weights, by layer', { nulls: ['shuffled-weights', 'random-weights'] })
