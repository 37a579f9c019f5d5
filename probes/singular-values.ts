import { every } from '#src/vocabulary/index.ts'
import { defineProbe, spectra } from './define.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'

/** The spectrum of each weight matrix. Learned directions leave the bulk of the random start as outliers. */
export const singularValues = defineProbe({
  id: 'singular-values',
  name: 'Singular values',
  symbol: 'σ_i',
  formula: String.raw`W^{(l)} = \sum_i \sigma_i\, u_i v_i^{\mathsf{T}}, \qquad \sigma_1 \ge \sigma_2 \ge \dots \ge 0`,
  unit: '1',
  about:
    'At the start a Marchenko–Pastur bulk; learned directions rise out of it, and weight decay shrinks directions ' +
    'that are not used',
  caveat:
    'Computed in float32 on the native backend: values below about 1e-6 of the largest are rounding errors. ' +
    'Vectors (biases) have no spectrum and are left out; a layer that contains NaN or an infinity is absent',
  estimator:
    "Exact, by TensorFlow's Svd in the precision of the weights; values below about 1e-6 of the largest are " +
    'rounding errors in float32',
  edges: 'Vectors (biases) have no spectrum and are left out; a layer that contains NaN or an infinity is absent',
  reference: 'Martin & Mahoney 2021, arXiv:1810.01075',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: spectra({ scale: 'log' }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) => singularValuesByLayer(weights, linalg),
})
