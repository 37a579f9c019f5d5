import { defineNeed } from './define.ts'

/** The network asked every question of a task on pairs of residues, trained on or not. */
export const table = defineNeed('logits on every pair of residues', { nulls: ['shuffled-labels'] })
