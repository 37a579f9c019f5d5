import type { ExperimentCard } from '#src/vocabulary/index.ts'
import { autoinit } from './autoinit.ts'
import { coordinateCheck } from './coordinate-check.ts'
import { criticalPhaseDiagram } from './critical-phase-diagram.ts'
import { dataScaling } from './data-scaling.ts'
import { experimentCardOf, type Experiment } from './define.ts'
import { distributionalGeneralization } from './distributional-generalization.ts'
import { doubleDescent } from './double-descent.ts'
import { edgeOfStability } from './edge-of-stability.ts'
import { finiteWidthBayes } from './finite-width-bayes.ts'
import { gaussianMixture } from './gaussian-mixture.ts'
import { grokLabelNoise } from './grok-label-noise.ts'
import { grokMlpPaper } from './grok-mlp-paper.ts'
import { grokMlpSmall } from './grok-mlp-small.ts'
import { grokTransformer } from './grok-transformer.ts'
import { grokfast } from './grokfast.ts'
import { grokkingPhaseDiagram } from './grokking-phase-diagram.ts'
import { grokkingScaling } from './grokking-scaling.ts'
import { hebbian } from './hebbian.ts'
import { hopfield } from './hopfield.ts'
import { iclRegression } from './icl-regression.ts'
import { initialCondensation } from './initial-condensation.ts'
import { kan } from './kan.ts'
import { langevinEquilibrium } from './langevin-equilibrium.ts'
import { langevinRegression } from './langevin-regression.ts'
import { lastLayerGap } from './last-layer-gap.ts'
import { lazyAndRich } from './lazy-and-rich.ts'
import { lcgFixedModulus } from './lcg-fixed-modulus.ts'
import { markovCompression } from './markov-compression.ts'
import { modernHopfield } from './modern-hopfield.ts'
import { modularAdditionMlp } from './modular-addition-mlp.ts'
import { modularAdditionTransformer } from './modular-addition-transformer.ts'
import { modularClosedForm } from './modular-closed-form.ts'
import { modularPolynomials } from './modular-polynomials.ts'
import { mupTransfer } from './mup-transfer.ts'
import { optimalAnnealing } from './optimal-annealing.ts'
import { rbm } from './rbm.ts'
import { rnnChaos } from './rnn-chaos.ts'
import { robustnessRationalityMemorization } from './robustness-rationality-memorization.ts'
import { stitching } from './stitching.ts'
import { scoreNetwork } from './score-network.ts'
import { softmaxCollapse } from './softmax-collapse.ts'
import { sparseParity } from './sparse-parity.ts'
import { studentTPrior } from './student-t-prior.ts'
import { studentTProcess } from './student-t-process.ts'
import { teacherStudent } from './teacher-student.ts'
import { trainableDepth } from './trainable-depth.ts'
import { turnedImages } from './turned-images.ts'

/** Every experiment that can be run, the demo first. */
export const experiments: readonly Experiment[] = [
  modularAdditionMlp,
  grokMlpSmall,
  grokMlpPaper,
  modularAdditionTransformer,
  grokTransformer,
  edgeOfStability,
  gaussianMixture,
  iclRegression,
  hopfield,
  modernHopfield,
  rnnChaos,
  hebbian,
  criticalPhaseDiagram,
  grokkingPhaseDiagram,
  grokkingScaling,
  trainableDepth,
  autoinit,
  doubleDescent,
  kan,
  lcgFixedModulus,
  grokLabelNoise,
  modularPolynomials,
  modularClosedForm,
  distributionalGeneralization,
  stitching,
  robustnessRationalityMemorization,
  teacherStudent,
  turnedImages,
  rbm,
  finiteWidthBayes,
  initialCondensation,
  studentTPrior,
  langevinEquilibrium,
  lastLayerGap,
  dataScaling,
  lazyAndRich,
  coordinateCheck,
  mupTransfer,
  optimalAnnealing,
  studentTProcess,
  scoreNetwork,
  softmaxCollapse,
  grokfast,
  sparseParity,
  langevinRegression,
  markovCompression,
]

export function experimentCards(): ExperimentCard[] {
  return experiments.map(experimentCardOf)
}
