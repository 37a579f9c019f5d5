import { defineNeed } from './define.ts'

/** The classes of the probe batch: what representations are sorted by. */
export const labels = defineNeed('the labels of the probe batch', { nulls: ['shuffled-labels'] })
