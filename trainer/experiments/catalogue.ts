import type { ExperimentCard } from '#src/vocabulary/index.ts'
import { experimentCardOf, type Experiment } from './define.ts'
import { edgeOfStability } from './edge-of-stability.ts'
import { finiteWidthBayes } from './finite-width-bayes.ts'
import { gaussianMixture } from './gaussian-mixture.ts'
import { grokMlpPaper } from './grok-mlp-paper.ts'
import { grokMlpSmall } from './grok-mlp-small.ts'
import { hebbian } from './hebbian.ts'
import { hopfield } from './hopfield.ts'
import { langevinEquilibrium } from './langevin-equilibrium.ts'
import { modernHopfield } from './modern-hopfield.ts'
import { modularAdditionMlp } from './modular-addition-mlp.ts'
import { modularAdditionTransformer } from './modular-addition-transformer.ts'
import { rbm } from './rbm.ts'
import { rnnChaos } from './rnn-chaos.ts'
import { studentTPrior } from './student-t-prior.ts'

/** Every experiment that can be run, the demo first. */
export const experiments: readonly Experiment[] = [
  modularAdditionMlp,
  grokMlpSmall,
  grokMlpPaper,
  modularAdditionTransformer,
  edgeOfStability,
  gaussianMixture,
  hopfield,
  modernHopfield,
  rnnChaos,
  hebbian,
  rbm,
  finiteWidthBayes,
  studentTPrior,
  langevinEquilibrium,
]

export function experimentCards(): ExperimentCard[] {
  return experiments.map(experimentCardOf)
}
