import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { susceptibilities } from './maths/chain/susceptibility.ts'

/** Over how many layers a signal fades or blows up. Networks much deeper than that cannot be trained. */
export const correlationLength = defineProbe({
  id: 'correlation-length',
  name: 'Correlation length in depth',
  symbol: 'ξ',
  formula: String.raw`\xi = \frac{1}{\lvert \ln \chi^* \rvert}, \qquad \ln \chi^* = \frac{1}{L - 1} \sum_{\ell = 1}^{L - 1} \ln \chi_J^{\ell}`,
  unit: '1',
  about:
    'The number of layers in which the mean squared Jacobian changes by a factor of e. It diverges at the critical ' +
    'point, on either side of which the depth that can be trained is limited to a few times this length',
  caveat:
    'Diverges where χ is 1, so near that point it fluctuates strongly at finite width. It does not distinguish the ' +
    'ordered from the chaotic phase: see the susceptibility. Before the recursion has reached its fixed point, χ ' +
    'is not χ*: leave out the first layers with the option skip',
  estimator:
    'Exact susceptibilities between hidden layers, in float64, on the whole probe batch, and their geometric mean; ' +
    'the readout, which has a scale of its own, is left out',
  edges:
    'Needs two hidden layers beyond those that are skipped. χ = 1 gives ∞ and χ = 0 gives 0, which are its true ' +
    'values',
  reference: 'Schoenholz et al. 2017, arXiv:1611.01232; Doshi, He & Gromov 2023, arXiv:2111.12143',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(20),
  group: 'propagation',
  output: scalar({ scale: 'log' }),
  options: [
    {
      key: 'skip',
      about: 'Number of first steps from hidden layer to hidden layer that are left out',
      type: 'integer',
      default: 0,
      min: 0,
      max: 10000,
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const skipped = Number(options.skip)
    const hidden = chain.layers.length - 1
    if (hidden - skipped < 2) return absent(`Needs ${2 + skipped} hidden layers, and the network has ${hidden}`)
    const steps = susceptibilities(chain, linalg).slice(skipped, -1)
    const mean = steps.reduce((sum, { log }) => sum + log, 0) / steps.length
    return 1 / Math.abs(mean)
  },
})
