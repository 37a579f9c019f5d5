import type { DetectorDefinition } from './define.ts'
import { cusum } from './cusum.ts'
import { edgeOfStabilityArrival } from './edge-of-stability-arrival.ts'
import { thresholdCrossing } from './threshold-crossing.ts'

/** Every detector of a transition. */
export const transitionDetectors: readonly DetectorDefinition[] = [
  ...[cusum],
  ...[thresholdCrossing],
  ...[edgeOfStabilityArrival],
]
