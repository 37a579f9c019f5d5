import { every, isDue, perDecade, type Cadence } from '#src/vocabulary/index.ts'
import type { CheckpointKind } from './files.ts'

/** When a run writes checkpoints, by kind: each falls due when any of its cadences does. Data, to be shown and tested. */
export type CheckpointSchedule = Readonly<Record<CheckpointKind, readonly Cadence[]>>

/**
 * Dense early, where networks change fast, and thinner later. Weights serve whoever measures the past without training;
 * whole ones bound how far a resumed run, a fork or a replay has to train again.
 */
export const defaultSchedule: CheckpointSchedule = {
  whole: [every(500)], // which includes step 0
  weights: [perDecade(20), every(50)],
}

/** What is to be written at a step, if anything. A whole checkpoint holds the weights too, so it stands for both. */
export function checkpointDue(schedule: CheckpointSchedule, step: number): CheckpointKind | null {
  if (schedule.whole.some((cadence) => isDue(cadence, step))) return 'whole'
  return schedule.weights.some((cadence) => isDue(cadence, step)) ? 'weights' : null
}
