import { keyFrequencies } from '#probes/key-frequencies.ts'
import { updateToWeightRatio } from '#probes/update-to-weight-ratio.ts'
import { energyFloor } from '#probes/maths/algebra/spectra.ts'
import { type Figure, constant, figure, quoted } from './figure.ts'
import { expect } from 'vitest'

/** Constants of the code that no value shows alone, and figures that a source gives. */
export const CONSTANTS: readonly Figure[] = [
  constant(
    'gradient-hessian-overlap',
    'residuals below 0.05 of the gap',
    'gradient-hessian-overlap.ts',
    /residual > 0\.05 \* \(last - next\)/,
  ),
  constant('cca', '99 % of the variance', 'cca.ts', /KEPT = 0\.99/),
  constant('rsa', '1e-12 of the largest', 'rsa.ts', /ROUNDING = 1e-12/),
  constant('neural-collapse', 'below 1e-6 of the largest', 'neural-collapse.ts', /TOLERANCE = 1e-6/),
  constant('linear-probe', 'Mean over 5 folds', 'linear-probe.ts', /FOLDS = 5/),
  constant(
    'non-linearity-signature',
    '1e-6 of its mean variance added',
    'maths/geometry/affine-transport.ts',
    /RIDGE = 1e-6/,
  ),
  constant('stitching-penalty', 'Adam at a rate of 1e-3', 'maths/chain/stitch.ts', /STITCH_RATE = 1e-3/),
  constant('two-nn', '90 % smallest ratios', 'two-nn.ts', /KEPT = 0\.9\b/),
  constant('cumulative-power', 'to 1e−12 of the largest', 'maths/algebra/kernel-modes.ts', /1e-12/),
  constant('learning-curve', 'below 1e−12 of the largest', 'maths/algebra/spectra.ts', /Math\.max\(1e-12, energyFloor/),
  constant(
    'renormalized-order-parameter',
    'below 1e−12 of the largest',
    'maths/algebra/spectra.ts',
    /Math\.max\(1e-12, energyFloor/,
  ),
  constant(
    'renormalized-order-parameter',
    'a grid of log Q from 1e−8',
    'maths/physics/order-parameter.ts',
    /LEAST = 1e-8/,
  ),
  constant('lyapunov-exponent', '20 blocks of time', 'lyapunov-exponent.ts', /BLOCKS = 20/),
  constant('principal-alignment', 'the largest to 1e−9', 'maths/algebra/principal-subspace.ts', /SAME = 1e-9/),
  constant('change-point', 'κ = 0.1', 'change-point.ts', /kappa: 0\.1,/),
  constant('change-point', 'probability below 1e-8 are dropped', 'maths/statistics/run-length.ts', /NEGLIGIBLE = 1e-8/),
  ...['marchenko-pastur', 'neural-collapse', 'learning-curve', 'renormalized-order-parameter'].map((probe) =>
    figure(probe, '(8 ε)²', () => expect(energyFloor(2 ** -10)).toBe((8 * 2 ** -10) ** 2)),
  ),
  quoted(updateToWeightRatio, 'Around 1e-3 is common practice', 'folklore, not theory'),
  quoted(updateToWeightRatio, 'The value of 1e-3 is folklore', 'folklore, not theory'),
  quoted(keyFrequencies, 'about 5 in a transformer that has learned modular addition', 'Nanda et al. 2023'),
  constant(
    'fluctuation-dissipation-relation',
    '0.99 of yesterday',
    'fluctuation-dissipation-relation.ts',
    /KEPT = 0\.99\b/,
  ),
  constant(
    'ntk-effective-dimension',
    'below 1e−12 of the largest',
    'maths/algebra/spectra.ts',
    /Math\.max\(1e-12, energyFloor/,
  ),
  figure('ntk-effective-dimension', '(8 ε)²', () => expect(energyFloor(2 ** -7)).toBe((8 * 2 ** -7) ** 2)),
  constant('mode-learning-curves', 'to 1e−12 of the largest', 'maths/algebra/kernel-modes.ts', /1e-12/),
]
