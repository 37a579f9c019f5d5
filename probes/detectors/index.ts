import type { DetectorDefinition } from './define.ts'
import { cusum } from './cusum.ts'
import { divergence } from './divergence.ts'
import { edgeOfStabilityArrival } from './edge-of-stability-arrival.ts'
import { grokking } from './grokking.ts'
import { lossSpike } from './loss-spike.ts'
import { onlineChangePoint } from './online-change-point.ts'
import { pageHinkley } from './page-hinkley.ts'
import { piecewiseLinear } from './piecewise-linear.ts'
import { sigmoidRise } from './sigmoid-rise.ts'
import { thresholdCrossing } from './threshold-crossing.ts'

/** Every detector of a transition. */
export const transitionDetectors: readonly DetectorDefinition[] = [
  ...[cusum, pageHinkley, onlineChangePoint],
  ...[thresholdCrossing, sigmoidRise, piecewiseLinear],
  ...[lossSpike, divergence],
  ...[edgeOfStabilityArrival, grokking],
]
