import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'

/** By how much a layer stretches at most. Products of it bound how sensitive the network is to its inputs. */
export const spectralNorm = defineProbe({
  id: 'spectral-norm',
  name: 'Spectral norm',
  symbol: 'σ₁',
  formula: String.raw`\lVert W^{(l)}\rVert_2 = \max_{\lVert x\rVert = 1} \lVert W^{(l)} x\rVert_2`,
  unit: '1',
  about: 'The largest singular value of each layer. It leaves the random bulk when the layer learns a direction',
  caveat:
    'One direction only: a layer may learn many smaller ones. The product over layers is a loose bound on the ' +
    'Lipschitz constant of the network',
  estimator: 'Exact singular values, in the precision of the weights, computed once for all probes of the spectrum',
  edges: 'Zero weights give 0. Vectors are left out; a layer that contains NaN or an infinity is absent',
  reference: 'Miyato et al. 2018, arXiv:1802.05957; Bartlett, Foster & Telgarsky 2017, arXiv:1706.08498',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: scalars({ scale: 'log' }),
  options: [],
  theory: [
    {
      label: 'Random weights of deviation s, n × m',
      formula: String.raw`s\,(\sqrt{n} + \sqrt{m})`,
      value: null,
      reference: 'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const norms = Object.entries(spectra).map(([name, sigma]) => [name, isAbsent(sigma) ? sigma : (sigma[0] ?? 0)])
    return Object.fromEntries(norms)
  },
})
