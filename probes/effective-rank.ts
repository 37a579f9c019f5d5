import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { effectiveRank as effectiveRankOf, VARIANTS, type Variant } from './maths/algebra/effective-rank.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'

/** How many directions each weight matrix uses. It falls where few directions suffice and stays where all are used. */
export const effectiveRank = defineProbe({
  id: 'effective-rank',
  name: 'Effective rank',
  symbol: 'erank',
  formula: String.raw`\exp\Bigl(-\sum_i p_i \ln p_i\Bigr), \qquad p_i = \frac{\sigma_i}{\sum_j \sigma_j}`,
  unit: '1',
  about:
    'A rank without a threshold: p for p equal singular values, 1 for one. Falls where a low-dimensional solution ' +
    'takes over; modular addition that uses every frequency keeps it high',
  caveat:
    'The three variants differ considerably on the same matrix: state which one you use. Independent of scale, so ' +
    'a layer that decays uniformly keeps its rank. Vectors are left out; a layer of zeros has none and is absent',
  estimator: 'Exact singular values, in the precision of the weights; entropies in float64',
  edges:
    'Vectors are left out; a layer of zeros has no rank and is absent, and so is one that contains NaN or an infinity',
  reference: 'Roy & Vetterli 2007, EUSIPCO, pp. 606–610',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: scalars(),
  options: [
    {
      key: 'variant',
      about: 'entropy of σ/Σσ (roy-vetterli), entropy of σ²/Σσ² (squared), or (Σσ²)²/Σσ⁴ (participation)',
      type: 'choice',
      default: 'roy-vetterli',
      choices: VARIANTS,
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg, options }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const ranks = Object.entries(spectra).map(([name, sigma]) => {
      if (isAbsent(sigma)) return [name, sigma] as const
      const rank = effectiveRankOf(sigma, options.variant as Variant)
      return [name, rank ?? absent(`The weights of '${name}' are all zero`)] as const
    })
    return Object.fromEntries(ranks)
  },
})
