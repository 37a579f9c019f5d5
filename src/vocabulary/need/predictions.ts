import { defineNeed } from './define.ts'

/** What the network answers, example by example: calibration, margins, errors and their structure. */
export const predictions = defineNeed('logits and labels on the training and on the test split', {
  nulls: ['shuffled-labels', 'shuffled-examples'],
})
