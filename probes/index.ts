import { GROUPS } from '#src/vocabulary/index.ts'
import type { Probe } from './define.ts'
import { detectorProbe } from './detector.ts'
import { definitions } from './detectors/index.ts'
import { activationEffectiveRank } from './activation-effective-rank.ts'
import { againstTheory } from './against-theory.ts'
import { agreement } from './agreement.ts'
import { alignment } from './alignment.ts'
import { apjn } from './apjn.ts'
import { attentionEntropy } from './attention-entropy.ts'
import { attentionPatterns } from './attention-patterns.ts'
import { balancedness } from './balancedness.ts'
import { batchSharpness } from './batch-sharpness.ts'
import { bayesGap } from './bayes-gap.ts'
import { binderCumulant } from './binder-cumulant.ts'
import { binnedMutualInformation } from './binned-mutual-information.ts'
import { calibrationError } from './calibration-error.ts'
import { cca } from './cca.ts'
import { changePoint } from './change-point.ts'
import { ckaOverTime } from './cka-over-time.ts'
import { classMeans } from './class-means.ts'
import { classSubnetworkOverlap } from './class-subnetwork-overlap.ts'
import { codeLength } from './code-length.ts'
import { committeeGeneralizationError } from './committee-generalization-error.ts'
import { condensation } from './condensation.ts'
import { conditionNumber } from './condition-number.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { coordinateChange } from './coordinate-change.ts'
import { correlationLength } from './correlation-length.ts'
import { cumulativePower } from './cumulative-power.ts'
import { deadUnits } from './dead-units.ts'
import { deepGraphPersistence } from './deep-graph-persistence.ts'
import { diffusionSpectralEntropy } from './diffusion-spectral-entropy.ts'
import { diffusionSpectralMutualInformation } from './diffusion-spectral-mutual-information.ts'
import { distanceFromInitialization } from './distance-from-initialization.ts'
import { earlyWarning } from './early-warning.ts'
import { edgeOfStability } from './edge-of-stability.ts'
import { effectiveRank } from './effective-rank.ts'
import { effectiveTemperature } from './effective-temperature.ts'
import { elapsed } from './elapsed.ts'
import { empiricalFisherTrace } from './empirical-fisher-trace.ts'
import { equivarianceError } from './equivariance-error.ts'
import { errorStructure } from './error-structure.ts'
import { excludedLoss } from './excluded-loss.ts'
import { featureCalibration } from './feature-calibration.ts'
import { featureKernel } from './feature-kernel.ts'
import { fluctuationDissipationRatio } from './fluctuation-dissipation-ratio.ts'
import { fluctuationDissipationRelation } from './fluctuation-dissipation-relation.ts'
import { forwardCorrelation } from './forward-correlation.ts'
import { forwardLength } from './forward-length.ts'
import { fourierPower } from './fourier-power.ts'
import { frequencyTuning } from './frequency-tuning.ts'
import { fullNtk } from './full-ntk.ts'
import { gaussNewton } from './gauss-newton.ts'
import { generalizationGap } from './generalization-gap.ts'
import { gini } from './gini.ts'
import { gradientCoherence } from './gradient-coherence.ts'
import { gradientCosine } from './gradient-cosine.ts'
import { gradientHessianOverlap } from './gradient-hessian-overlap.ts'
import { gradientNoiseAnisotropy } from './gradient-noise-anisotropy.ts'
import { gradientNoiseScale } from './gradient-noise-scale.ts'
import { gradientNorm } from './gradient-norm.ts'
import { gradientSnr } from './gradient-snr.ts'
import { grokDelay } from './grok-delay.ts'
import { grokDelayRatio } from './grok-delay-ratio.ts'
import { hessianFrobeniusNorm } from './hessian-frobenius-norm.ts'
import { hessianSmallestEigenvalue } from './hessian-smallest-eigenvalue.ts'
import { hessianSpectralDensity } from './hessian-spectral-density.ts'
import { hessianTopEigenvalues } from './hessian-top-eigenvalues.ts'
import { hessianTrace } from './hessian-trace.ts'
import { hopfieldEnergy } from './hopfield-energy.ts'
import { hopfieldOverlap } from './hopfield-overlap.ts'
import { intrinsicDimension } from './intrinsic-dimension.ts'
import { inverseParticipationRatio } from './inverse-participation-ratio.ts'
import { jacobianSpectrum } from './jacobian-spectrum.ts'
import { jacobianSusceptibility } from './jacobian-susceptibility.ts'
import { contextAccuracy } from './context-accuracy.ts'
import { kShotAccuracy } from './k-shot-accuracy.ts'
import { kernelDrift } from './kernel-drift.ts'
import { kernelTargetAlignment } from './kernel-target-alignment.ts'
import { keyFrequencies } from './key-frequencies.ts'
import { labelNoiseSplit } from './label-noise-split.ts'
import { lastLayerBound } from './last-layer-bound.ts'
import { learningCurve } from './learning-curve.ts'
import { levelSpacingRatio } from './level-spacing-ratio.ts'
import { linearCka } from './linear-cka.ts'
import { linearProbe } from './linear-probe.ts'
import { localLearningCoefficient } from './local-learning-coefficient.ts'
import { logitChange } from './logit-change.ts'
import { logitExplainedVariance } from './logit-explained-variance.ts'
import { lossMinimizationAlignment } from './loss-minimization-alignment.ts'
import { lossSlice } from './loss-slice.ts'
import { lyapunovExponent } from './lyapunov-exponent.ts'
import { marchenkoPastur } from './marchenko-pastur.ts'
import { margin } from './margin.ts'
import { meanSquareDisplacement } from './mean-square-displacement.ts'
import { memorizationFraction } from './memorization-fraction.ts'
import { modeConnectivityBarrier } from './mode-connectivity-barrier.ts'
import { modeLearningCurves } from './mode-learning-curves.ts'
import { mutualNearestNeighbors } from './mutual-nearest-neighbors.ts'
import { neuralCollapse } from './neural-collapse.ts'
import { neuralPersistence } from './neural-persistence.ts'
import { neuronFrequencyFraction } from './neuron-frequency-fraction.ts'
import { noisyLayerInformation } from './noisy-layer-information.ts'
import { nonLinearitySignature } from './non-linearity-signature.ts'
import { ntk } from './ntk.ts'
import { ntkEffectiveDimension } from './ntk-effective-dimension.ts'
import { ntkSpectrum } from './ntk-spectrum.ts'
import { outOfDistributionAccuracy } from './out-of-distribution-accuracy.ts'
import { outOfDistributionLoss } from './out-of-distribution-loss.ts'
import { outputTail } from './output-tail.ts'
import { overlapDistribution } from './overlap-distribution.ts'
import { overlapMoments } from './overlap-moments.ts'
import { parallelogramQuality } from './parallelogram-quality.ts'
import { participationRatio } from './participation-ratio.ts'
import { pathLength } from './path-length.ts'
import { perturbationResponse } from './perturbation-response.ts'
import { phaseClosure } from './phase-closure.ts'
import { plateauLength } from './plateau-length.ts'
import { powerLawExponent } from './power-law-exponent.ts'
import { principalAlignment } from './principal-alignment.ts'
import { procrustes } from './procrustes.ts'
import { profile } from './profile.ts'
import { pruningCurve } from './pruning-curve.ts'
import { rbfCka } from './rbf-cka.ts'
import { renormalizedOrderParameter } from './renormalized-order-parameter.ts'
import { representationCorrelation } from './representation-correlation.ts'
import { residueAccuracy } from './residue-accuracy.ts'
import { residueCircles } from './residue-circles.ts'
import { restrictedLoss } from './restricted-loss.ts'
import { rrmDecomposition } from './rrm-decomposition.ts'
import { rsa } from './rsa.ts'
import { scalingExponent } from './scaling-exponent.ts'
import { sharpness } from './sharpness.ts'
import { singularValueHistogram } from './singular-value-histogram.ts'
import { singularValues } from './singular-values.ts'
import { slowGradientRatio } from './slow-gradient-ratio.ts'
import { specialization } from './specialization.ts'
import { spectralDensity } from './spectral-density.ts'
import { spectralNorm } from './spectral-norm.ts'
import { spectrumTail } from './spectrum-tail.ts'
import { stableRank } from './stable-rank.ts'
import { stitchingPenalty } from './stitching-penalty.ts'
import { superposition } from './superposition.ts'
import { susceptibility } from './susceptibility.ts'
import { symmetryConsistency } from './symmetry-consistency.ts'
import { teacherCollapse } from './teacher-collapse.ts'
import { teacherCoverage } from './teacher-coverage.ts'
import { teacherStudentOverlaps } from './teacher-student-overlaps.ts'
import { testAccuracy } from './test-accuracy.ts'
import { testLoss } from './test-loss.ts'
import { theoryResidual } from './theory-residual.ts'
import { trainAccuracy } from './train-accuracy.ts'
import { trainLoss } from './train-loss.ts'
import { twoNn } from './two-nn.ts'
import { twoTimeCorrelation } from './two-time-correlation.ts'
import { uniformity } from './uniformity.ts'
import { updateCosine } from './update-cosine.ts'
import { updateEigengap } from './update-eigengap.ts'
import { updateToWeightRatio } from './update-to-weight-ratio.ts'
import { weightNorm } from './weight-norm.ts'
import { weightRms } from './weight-rms.ts'
import { zeroLossFraction } from './zero-loss-fraction.ts'

/** The catalogue: every observable that a run can be asked for, in the order of the run page's panels. */
export const probes: readonly Probe[] = [
  trainAccuracy,
  testAccuracy,
  trainLoss,
  testLoss,
  outOfDistributionLoss,
  outOfDistributionAccuracy,
  generalizationGap,
  weightNorm,
  gradientNorm,
  updateToWeightRatio,
  distanceFromInitialization,
  twoTimeCorrelation,
  meanSquareDisplacement,
  singularValues,
  effectiveRank,
  linearCka,
  ckaOverTime,
  inverseParticipationRatio,
  elapsed,
  agreement,
  rrmDecomposition,
  featureCalibration,
  lastLayerBound,
  margin,
  calibrationError,
  grokDelay,
  grokDelayRatio,
  susceptibility,
  binderCumulant,
  overlapDistribution,
  overlapMoments,
  fluctuationDissipationRatio,
  plateauLength,
  earlyWarning,
  changePoint,
  scalingExponent,
  fourierPower,
  frequencyTuning,
  residueCircles,
  keyFrequencies,
  neuronFrequencyFraction,
  gini,
  phaseClosure,
  parallelogramQuality,
  restrictedLoss,
  excludedLoss,
  logitExplainedVariance,
  residueAccuracy,
  labelNoiseSplit,
  symmetryConsistency,
  errorStructure,
  confusionMatrix,
  kShotAccuracy,
  contextAccuracy,
  bayesGap,
  theoryResidual,
  profile,
  attentionPatterns,
  superposition,
  classSubnetworkOverlap,
  pruningCurve,
  perturbationResponse,
  ntk,
  fullNtk,
  ntkSpectrum,
  ntkEffectiveDimension,
  kernelDrift,
  kernelTargetAlignment,
  featureKernel,
  cumulativePower,
  modeLearningCurves,
  learningCurve,
  renormalizedOrderParameter,
  apjn,
  jacobianSusceptibility,
  correlationLength,
  forwardLength,
  forwardCorrelation,
  jacobianSpectrum,
  attentionEntropy,
  lyapunovExponent,
  againstTheory,
  teacherCoverage,
  teacherStudentOverlaps,
  specialization,
  committeeGeneralizationError,
  teacherCollapse,
  outputTail,
  hopfieldOverlap,
  hopfieldEnergy,
  memorizationFraction,
  principalAlignment,
  rbfCka,
  cca,
  procrustes,
  rsa,
  activationEffectiveRank,
  participationRatio,
  representationCorrelation,
  neuralCollapse,
  classMeans,
  linearProbe,
  stitchingPenalty,
  mutualNearestNeighbors,
  nonLinearitySignature,
  uniformity,
  alignment,
  binnedMutualInformation,
  noisyLayerInformation,
  diffusionSpectralEntropy,
  diffusionSpectralMutualInformation,
  twoNn,
  intrinsicDimension,
  codeLength,
  equivarianceError,
  pathLength,
  weightRms,
  spectralNorm,
  conditionNumber,
  stableRank,
  marchenkoPastur,
  spectralDensity,
  singularValueHistogram,
  spectrumTail,
  levelSpacingRatio,
  powerLawExponent,
  updateEigengap,
  condensation,
  neuralPersistence,
  deepGraphPersistence,
  balancedness,
  gradientNoiseScale,
  gradientCosine,
  updateCosine,
  fluctuationDissipationRelation,
  gradientCoherence,
  gradientSnr,
  zeroLossFraction,
  lossMinimizationAlignment,
  coordinateChange,
  logitChange,
  deadUnits,
  slowGradientRatio,
  effectiveTemperature,
  sharpness,
  edgeOfStability,
  batchSharpness,
  gradientNoiseAnisotropy,
  hessianTopEigenvalues,
  gradientHessianOverlap,
  hessianTrace,
  hessianFrobeniusNorm,
  hessianSmallestEigenvalue,
  hessianSpectralDensity,
  gaussNewton,
  empiricalFisherTrace,
  localLearningCoefficient,
  lossSlice,
  modeConnectivityBarrier,
].toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))

/** Every detector: a probe of series whose output is an event. */
export const detectors: readonly Probe[] = definitions.map(detectorProbe)

/** Everything that can be attached where there are these probes: they and the detectors. */
export function withDetectors(given: readonly Probe[]): readonly Probe[] {
  return [...given, ...detectors.filter(({ id }) => given.every((probe) => probe.id !== id))]
}
