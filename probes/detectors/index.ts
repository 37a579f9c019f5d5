import type { DetectorDefinition } from './define.ts'
import { criticalSlowingDown } from './critical-slowing-down.ts'
import { cusum } from './cusum.ts'
import { divergence } from './divergence.ts'
import { edgeOfStabilityArrival } from './edge-of-stability-arrival.ts'
import { grokked } from './grokked.ts'
import { grokking } from './grokking.ts'
import { lossSpike } from './loss-spike.ts'
import { onlineChangePoint } from './online-change-point.ts'
import { pageHinkley } from './page-hinkley.ts'
import { piecewiseLinear } from './piecewise-linear.ts'
import { plateau } from './plateau.ts'
import { rankCollapse } from './rank-collapse.ts'
import { reorganization } from './reorganization.ts'
import { sigmoidRise } from './sigmoid-rise.ts'
import { susceptibilityPeak } from './susceptibility-peak.ts'
import { thresholdCrossing } from './threshold-crossing.ts'

/** Every detector of a transition. */
export const transitionDetectors: readonly DetectorDefinition[] = [
  ...[cusum, pageHinkley, onlineChangePoint],
  ...[thresholdCrossing, sigmoidRise, piecewiseLinear],
  ...[lossSpike, plateau, divergence],
  ...[edgeOfStabilityArrival, rankCollapse, reorganization],
  ...[criticalSlowingDown, susceptibilityPeak],
  ...[grokking],
]

/** The catalogue of detectors: one file each. */
export const definitions: readonly DetectorDefinition[] = [grokked, ...transitionDetectors]

/** The ids of those that watch every run that has their series, unasked. */
export const UNASKED: readonly string[] = ['grokked', 'grokking', 'edge-of-stability-arrival']
