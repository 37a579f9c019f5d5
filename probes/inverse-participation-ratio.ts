import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { binsOf, fourierCoefficients } from './maths/algebra/fourier.ts'
import { participationRatios } from './maths/algebra/participation.ts'

/** How periodic the neurons are. It rises from noise to one frequency a neuron before test accuracy moves. */
export const inverseParticipationRatio = defineProbe({
  id: 'inverse-participation-ratio',
  name: 'Inverse participation ratio',
  symbol: 'IPR',
  formula: String.raw`\mathrm{IPR} = \Bigl\langle \sum_{k=0}^{\lfloor p/2 \rfloor} \Bigl(\frac{|F_k|}{\lVert F\rVert_2}\Bigr)^{4} \Bigr\rangle, \qquad F_k = \sum_{n=0}^{p-1} w_n e^{-2\pi i k n/p}`,
  unit: '1',
  about:
    'Mean over neurons of the localization of their weights in Fourier space: 1 for pure tones, the solution of ' +
    'modular addition. Random weights give about 2/(K + 1), K = (p − 1)/2: 0.040 at p = 97',
  caveat:
    'Only for tasks on residues. One-sided spectrum (rfft), so a pure tone is 1; with the two-sided one it would ' +
    'be ½. The constant counts as a frequency unless the option leaves it out; even p has a Nyquist term. Between ' +
    "1/K' and 1 for K' frequencies. For Gaussian weights 2/(K + 1) is exact without the constant and 1 % too large " +
    'with it at p = 97. Neurons of zero weights are left out',
  estimator: 'Exact: a product with the real Fourier basis, powers summed in float64',
  edges: 'Neurons of zero weights are left out; absent where no neuron remains. Even p has a Nyquist term',
  reference: 'Doshi et al. 2024, arXiv:2310.13061; Gromov 2023, arXiv:2301.02679',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(5),
  group: 'structure',
  output: scalars({ headline: 'mean', range: [0, 1] }),
  options: [
    {
      key: 'constant',
      about: 'Whether frequency 0, the mean of the weights, counts as a frequency',
      type: 'choice',
      default: 'kept',
      choices: ['kept', 'dropped'],
    },
  ],
  theory: [
    { label: 'Pure tones', formula: '1', value: 1, reference: 'Gromov 2023, arXiv:2301.02679' },
    {
      label: 'Gaussian weights, K = (p − 1)/2',
      formula: String.raw`\frac{2}{K + 1}`,
      value: null,
      reference: 'Doshi et al. 2024, arXiv:2310.13061',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg, options }) => {
    const from = options.constant === 'dropped' ? 1 : 0
    const groups = Object.entries(residueWeights).map(([name, weights]) => {
      const ratios = participationRatios(
        fourierCoefficients(weights, linalg).data,
        binsOf(weights.cols),
        from,
        roundingOf(weights),
      )
      return { name, ratios }
    })
    const all = { name: 'mean', ratios: groups.flatMap(({ ratios }) => ratios) }
    return Object.fromEntries([all, ...groups].map(({ name, ratios }) => [name, meanOfThoseThatHaveOne(ratios)]))
  },
})

function meanOfThoseThatHaveOne(ratios: readonly (number | null)[]) {
  const present = ratios.filter((ratio) => ratio !== null)
  if (present.length === 0) return absent('No neuron has weights other than zero')
  return present.reduce((sum, ratio) => sum + ratio, 0) / present.length
}
