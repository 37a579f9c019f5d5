import type { DetectorDefinition } from './define.ts'
import { cusum } from './cusum.ts'
import { edgeOfStabilityArrival } from './edge-of-stability-arrival.ts'
import { grokked } from './grokked.ts'
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

/** The catalogue of detectors: one file each. */
export const definitions: readonly DetectorDefinition[] = [grokked, ...transitionDetectors]

/** The ids of those that watch every run that has their series, unasked. */
export const UNASKED: readonly string[] = ['grokked']
