import { binderCumulant } from '#probes/binder-cumulant.ts'
import { changePoint } from '#probes/change-point.ts'
import { earlyWarning } from '#probes/early-warning.ts'
import { levelSpacingRatio } from '#probes/level-spacing-ratio.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { linearProbe } from '#probes/linear-probe.ts'
import { marchenkoPastur } from '#probes/marchenko-pastur.ts'
import { outputTail } from '#probes/output-tail.ts'
import { parallelogramQuality } from '#probes/parallelogram-quality.ts'
import { powerLawExponent } from '#probes/power-law-exponent.ts'
import { rbfCka } from '#probes/rbf-cka.ts'
import { rsa } from '#probes/rsa.ts'
import { scalingExponent } from '#probes/scaling-exponent.ts'
import { singularValueHistogram } from '#probes/singular-value-histogram.ts'
import { spectralDensity } from '#probes/spectral-density.ts'
import { spectrumTail } from '#probes/spectrum-tail.ts'
import { susceptibility } from '#probes/susceptibility.ts'
import { twoNn } from '#probes/two-nn.ts'
import { fine } from '../../lab.ts'
import { gaussian } from '../../random.ts'
import { falling, hidden, layer, pair, series } from './figure-inputs.ts'
import { type Figure, fewest } from './figure.ts'

/** How few examples, draws or points are too few. */
export const FIGURES_OF_COUNTS: readonly Figure[] = [
  fewest(scalingExponent, 'Absent below 5 distinct points', 5, falling),
  fewest(linearCka, 'Needs 4 examples', 4, pair),
  fewest(rbfCka, 'Needs 4 examples', 4, pair),
  fewest(rsa, 'Absent with fewer than 3 examples', 3, pair),
  fewest(linearProbe, 'Needs 10 examples of 2 classes', 10, (n) => ({
    hidden: hidden(gaussian(n, 3, 1)),
    labels: Int32Array.from({ length: n }, (_, i) => i % 2),
  })),
  fewest(twoNn, 'Absent with fewer than 3 others', 3, (n) => ({ hidden: hidden(gaussian(n, 3, 1)) })),
  fewest(outputTail, 'Needs 5 draws', 5, (n) => ({ draws: fine(gaussian(n, 1, 4)) })),
  fewest(earlyWarning, 'Absent below 20 points', 20, series),
  fewest(changePoint, 'Absent below 20 points', 20, series),
  fewest(susceptibility, 'Absent below 8 draws', 8, (n) => ({ draws: fine(gaussian(n, 1, 4)) })),
  fewest(parallelogramQuality, 'fewer than 3 residues', 3, (n) => ({ residueWeights: { u: fine(gaussian(4, n, 2)) } })),
  fewest(marchenkoPastur, 'Needs 10 eigenvalues', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  fewest(powerLawExponent, 'Below 50 eigenvalues it is noise', 50, (n) => ({
    weights: { w: layer(gaussian(120, n, 3)) },
  })),
  fewest(singularValueHistogram, 'Needs 10 singular values', 10, (n) => ({
    weights: { w: layer(gaussian(20, n, 3)) },
  })),
  fewest(spectrumTail, 'Needs 10 eigenvalues', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  fewest(spectralDensity, 'Needs 10 eigenvalues', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  fewest(levelSpacingRatio, 'Absent below 10 levels', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  fewest(binderCumulant, 'Absent below 8 draws', 8, (n) => ({ draws: fine(gaussian(n, 1, 4)) })),
]
