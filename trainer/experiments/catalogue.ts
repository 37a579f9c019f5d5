import type { ExperimentCard } from '#src/vocabulary/index.ts'
import { experimentCardOf, type Experiment } from './define.ts'
import { autoinit } from './autoinit.ts'
import { criticalPhaseDiagram } from './critical-phase-diagram.ts'
import { dataScaling } from './data-scaling.ts'
import { doubleDescent } from './double-descent.ts'
import { edgeOfStability } from './edge-of-stability.ts'
import { gaussianMixture } from './gaussian-mixture.ts'
import { grokMlpPaper } from './grok-mlp-paper.ts'
import { grokMlpSmall } from './grok-mlp-small.ts'
import { lastLayerGap } from './last-layer-gap.ts'
import { modularAdditionMlp } from './modular-addition-mlp.ts'
import { modularAdditionTransformer } from './modular-addition-transformer.ts'

/** Every experiment that can be run, the demo first. */
export const experiments: readonly Experiment[] = [
  modularAdditionMlp,
  grokMlpSmall,
  grokMlpPaper,
  modularAdditionTransformer,
  edgeOfStability,
  gaussianMixture,
  criticalPhaseDiagram,
  autoinit,
  doubleDescent,
  lastLayerGap,
  dataScaling,
]

export function experimentCards(): ExperimentCard[] {
  return experiments.map(experimentCardOf)
}
