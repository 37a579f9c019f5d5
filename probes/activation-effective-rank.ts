import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { activationSpectrum } from './maths/algebra/column-space.ts'
import { effectiveRank, VARIANTS, type Variant } from './maths/algebra/effective-rank.ts'
import { eachOrdinaryRepresentation } from './maths/geometry/representations.ts'

/** How many directions hidden activations use. Collapse of features shows here before it costs accuracy. */
export const activationEffectiveRank = defineProbe({
  id: 'activation-effective-rank',
  name: 'Effective rank of activations',
  symbol: 'erank(h)',
  formula: String.raw`\exp\Bigl(-\sum_i p_i \ln p_i\Bigr), \qquad p_i = \frac{\sigma_i(h - \bar h)}{\sum_j \sigma_j(h - \bar h)}`,
  unit: '1',
  about:
    'A rank without a threshold of the centered activations on a fixed batch: p where all p directions have the ' +
    'same variance, 1 where only one varies. Falls where features collapse or a low-dimensional solution takes ' +
    'over, rises where new features are learned',
  caveat:
    'At most n − 1 for n examples: for a layer with more neurons the batch limits it, so compare layers on the ' +
    'same batch only. The three variants differ considerably. Noise in many small directions raises the first',
  estimator: 'Exact singular values of the centered activations, in float64; entropies in float64',
  edges: 'Absent where activations do not vary over the batch, and for layers that contain NaN or an infinity',
  reference: 'Roy & Vetterli 2007, EUSIPCO, pp. 606–610; Garrido et al. 2023, arXiv:2210.02885',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(50),
  group: 'representations',
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
  measure: ({ hidden }, { linalg, options }) =>
    eachOrdinaryRepresentation<number>(hidden, (x, name) => {
      const rank = effectiveRank(activationSpectrum(x, linalg), options.variant as Variant)
      return rank ?? absent(`The activations of '${name}' do not vary over the probe batch`)
    }),
})
