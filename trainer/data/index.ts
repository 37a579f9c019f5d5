export { openBatches, type Batches, type Batching } from './batches.ts'
export { linearCongruential } from './linear-congruential.ts'
export { markovSource } from './markov-source.ts'
export type { Sequences } from './sequences.ts'
export { formulaValues } from './formula.ts'
export { committeeTeacher } from './committee-teacher.ts'
export { withConfusedClasses } from './confused-classes.ts'
export { denoisedPoints } from './denoised-points.ts'
export { denoising } from './denoising.ts'
export { CONDITIONS, collapseTime, diffused, LEAST_SHARE, noiseAt, rowsAtTimes, signalAt, timeAt } from './diffusion.ts'
export { endlessMixture, gaussianMixture, unlabeledPoints } from './gaussian-mixture.ts'
export { onPrincipalDirections } from './learned-inputs.ts'
export { modularPolynomial, POLYNOMIALS, type Polynomial } from './modular-polynomials.ts'
export { modularArithmetic } from './modular.ts'
export { OPERATIONS } from './operations.ts'
export { oneHot } from './points.ts'
export { probeExamples } from './probe-examples.ts'
export { regressionInContext } from './regression-in-context.ts'
export { readTable } from './read-table.ts'
export type { ClassTable, TableFile, ValueTable } from './table.ts'
export { tableTask } from './table-task.ts'
export { randomLabels } from './random-labels.ts'
export { randomSigns } from './random-signs.ts'
export { reluTeacher } from './relu-teacher.ts'
export {
  rowsOf,
  sizeOf,
  type Diffusion,
  type Pairs,
  type PointExamples,
  type Split,
  type Task,
  type ValueExamples,
} from './task.ts'
export { turnedImages } from './turned-images.ts'
export { sparseParity } from './sparse-parity.ts'
export { waves } from './waves.ts'
export { valuesWhenRead } from './when-read.ts'
