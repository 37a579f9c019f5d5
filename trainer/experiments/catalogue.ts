import type { ExperimentCard } from '#src/vocabulary/index.ts'
import { experimentCardOf, type Experiment } from './define.ts'
import { distributionalGeneralization } from './distributional-generalization.ts'
import { edgeOfStability } from './edge-of-stability.ts'
import { gaussianMixture } from './gaussian-mixture.ts'
import { grokLabelNoise } from './grok-label-noise.ts'
import { grokMlpPaper } from './grok-mlp-paper.ts'
import { grokMlpSmall } from './grok-mlp-small.ts'
import { grokTransformer } from './grok-transformer.ts'
import { iclRegression } from './icl-regression.ts'
import { kan } from './kan.ts'
import { lcgFixedModulus } from './lcg-fixed-modulus.ts'
import { initialCondensation } from './initial-condensation.ts'
import { modularAdditionMlp } from './modular-addition-mlp.ts'
import { modularAdditionTransformer } from './modular-addition-transformer.ts'
import { modularPolynomials } from './modular-polynomials.ts'
import { robustnessRationalityMemorization } from './robustness-rationality-memorization.ts'
import { teacherStudent } from './teacher-student.ts'

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
  kan,
  lcgFixedModulus,
  grokLabelNoise,
  modularPolynomials,
  distributionalGeneralization,
  robustnessRationalityMemorization,
  teacherStudent,
  initialCondensation,
]

export function experimentCards(): ExperimentCard[] {
  return experiments.map(experimentCardOf)
}
