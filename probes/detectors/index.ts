import type { DetectorDefinition } from './define.ts'
import { cusum } from './cusum.ts'
import { edgeOfStabilityArrival } from './edge-of-stability-arrival.ts'
import { grokking } from './grokking.ts'
import { piecewiseLinear } from './piecewise-linear.ts'
import { sigmoidRise } from './sigmoid-rise.ts'
import { thresholdCrossing } from './threshold-crossing.ts'

/** Every detector of a transition. */
export const transitionDetectors: readonly DetectorDefinition[] = [
  ...[cusum],
  ...[thresholdCrossing],
  ...[sigmoidRise, piecewiseLinear],
  ...[grokking],
  ...[edgeOfStabilityArrival],
]
