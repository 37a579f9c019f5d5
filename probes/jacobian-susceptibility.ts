import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { susceptibilities } from './maths/chain/susceptibility.ts'

/** By how much each layer stretches a small change. 1 is critical: below it gradients vanish with depth, above it they explode. */
export const jacobianSusceptibility = defineProbe({
  id: 'jacobian-susceptibility',
  name: 'Susceptibility of the Jacobian',
  symbol: 'χ_J',
  formula: String.raw`\chi_J^{\ell} = \mathcal{J}^{\ell, \ell + 1} = \frac{1}{N_{\ell + 1}}\, \mathbb{E}_x \Bigl\lVert \frac{\partial z^{\ell + 1}}{\partial z^{\ell}} \Bigr\rVert_F^2 \;\to\; \sigma_w^2\, \mathbb{E}[\varphi'(z)^2]`,
  unit: '1',
  about:
    'The mean squared factor by which one layer stretches a random change of the preactivations, listed under the ' +
    'layer that it leads to. Below 1 the network is ordered, above 1 chaotic, and at 1 signals and gradients pass ' +
    'through any depth',
  caveat:
    'Equal to the mean over weights at initialization only: training aligns weights with activations. A layer that ' +
    'changes the width has its own scale; compare layers of equal width. A residual branch alone is not the whole ' +
    'block',
  estimator:
    'Exact, in float64, on the whole probe batch: the Jacobian of one layer is a diagonal of slopes times the weights',
  edges: 'Absent for a network of one layer. 0 where every slope is 0, which is its true value',
  reference: 'Doshi, He & Gromov 2023, arXiv:2111.12143; Schoenholz et al. 2017, arXiv:1611.01232',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(20),
  group: 'propagation',
  output: scalars(),
  theory: [
    {
      label: 'Critical',
      formula: String.raw`\chi_J = 1`,
      value: 1,
      reference: 'Doshi, He & Gromov 2023, arXiv:2111.12143',
    },
  ],
  options: [],
  measure: ({ chain }, { linalg }) => {
    if (chain.layers.length < 2) return absent('Needs two layers, and the network has one')
    return Object.fromEntries(susceptibilities(chain, linalg).map(({ name, value }) => [name, value]))
  },
})
