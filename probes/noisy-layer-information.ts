import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'

/** What a linear layer of these weights would tell of a normal input through noise: a measure of the weights alone. */
export const noisyLayerInformation = defineProbe({
  id: 'noisy-layer-information',
  name: 'Noisy layer information',
  symbol: 'I_σ(x; Wx + ε)',
  formula: String.raw`\tfrac12 \ln \det\Bigl(1 + \frac{W W^{\mathsf{T}}}{\sigma^2}\Bigr) = \tfrac12 \sum_i \ln\Bigl(1 + \frac{s_i^2}{\sigma^2}\Bigr)`,
  unit: 'nat',
  about:
    'Mutual information between standard normal inputs and a linear layer of these weights with normal noise of ' +
    'deviation σ on its outputs. Each singular value s far above σ contributes ln(s/σ); weight decay closes the ' +
    'channels below σ',
  caveat:
    'Of the linear layer with white inputs, not of the network: no activation function, no data. Depends on the ' +
    'noise, which a deterministic network does not have, and grows with the scale of the weights even where that ' +
    'changes nothing',
  estimator: 'Exact singular values, in the precision of the weights; logarithms in float64',
  edges: 'A layer of zeros carries 0. Vectors are left out; absent for a layer that contains NaN or an infinity',
  reference: 'Goldfeld et al. 2019, arXiv:1810.05728; Cover & Thomas 2006, Elements of Information Theory, ch. 9',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'information',
  output: scalars(),
  nulls: ['shuffled-weights', 'random-weights'],
  options: [
    { key: 'noise', about: 'Standard deviation σ of the noise', type: 'number', default: 0.1, min: 1e-6, max: 1e6 },
  ],
  measure: ({ weights }, { linalg, options }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const deviation = Number(options.noise)
    const informations = Object.entries(spectra).map(([name, s]) => {
      if (isAbsent(s)) return [name, s] as const
      return [name, s.reduce((nats, value) => nats + channel(value, deviation), 0)] as const
    })
    return Object.fromEntries(informations)
  },
})

/** ½ ln(1 + s²/σ²), also where s² has left the range of numbers. */
function channel(s: number, deviation: number): number {
  const ratio = s ** 2 / deviation ** 2
  return ratio === Infinity ? Math.log(s / deviation) : 0.5 * Math.log1p(ratio)
}
