import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { divergenceOf } from './maths/algebra/finite.ts'
import { defineProbe, scalars } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { ordinaryTogether } from './maths/algebra/ordinary-size.ts'
import { nearestTwo } from './maths/geometry/nearest-two.ts'
import type { Inputs } from './inputs.ts'

/** How many samples of a generative model are copies of its training data. It rises where the model has enough capacity and time to memorize. */
export const memorizationFraction = defineProbe({
  id: 'memorization-fraction',
  formerly: 'memorisation-fraction',
  name: 'Memorized samples',
  symbol: 'f_mem',
  formula: String.raw`\frac{1}{m} \sum_{i=1}^{m} \Bigl[ \frac{d_1(x_i)}{d_2(x_i)} < \tfrac{1}{3} \Bigr], \qquad d_{1,2} = \text{distance to the nearest training point and to the next}`,
  unit: '1',
  about:
    'Share of generated samples that lie three times nearer to one training point than to any other (generated), ' +
    'and the same share of held-out data (held-out) for comparison: where the two agree the model has not ' +
    'memorized, whatever the share',
  caveat:
    'Euclidean distance: a shifted copy of an image is not detected. In few dimensions a ratio of a third is ' +
    'common by chance, so compare with the held-out share. Of training points that nearly coincide neither counts ' +
    'as copied',
  estimator: 'Exact distances in float64, over all pairs; standard error of a binomial share',
  edges:
    'Training points that coincide count once; a sample that is a training point is memorized. Absent with fewer ' +
    'than two different training points; the null where nothing was held out',
  reference: 'Yoon et al. 2023, ICML Workshop on Structured Probabilistic Inference & Generative Modeling',
  needs: ['samples'],
  cost: 'pass',
  cadence: every(200),
  group: 'ensembles',
  output: scalars({ headline: 'generated', range: [0, 1] }),
  options: [
    {
      key: 'ratio',
      about: 'Largest ratio d₁/d₂ at which a sample counts as a copy',
      type: 'number',
      default: 1 / 3,
      min: 0,
      max: 1,
    },
  ],
  measure: ({ samples }, { options }) => {
    const diverged = divergenceOf('The training samples', samples.training.data)
    if (diverged !== null) return diverged
    const { generated, training, heldOut } = inOneUnit(samples)
    const share = (of: Matrix) => {
      const found = nearestTwo(of, training)
      if (found === null) return absent('Needs two different training points')
      if (of.rows === 0) return absent('There are no samples')
      const copies = found.reduce((sum, { first, second }) => sum + Number(first < Number(options.ratio) * second), 0)
      const fraction = copies / of.rows
      return estimate(fraction, Math.sqrt((fraction * (1 - fraction)) / of.rows))
    }
    if (generated.cols !== training.cols) {
      return absent(`Samples have ${generated.cols} dimensions and training points ${training.cols}`)
    }
    return {
      generated: share(generated),
      'held-out': heldOut === null ? absent('No data were held out') : share(heldOut),
    }
  },
})

/** Only ratios of distances count, whose squares may leave the range of numbers. */
function inOneUnit({ generated, training, heldOut }: Inputs['samples']): Inputs['samples'] {
  const all = [generated, training, ...(heldOut === null ? [] : [heldOut])]
  const { lists } = ordinaryTogether(all.map(({ data }) => data))
  const [first, second, third] = all.map((matrix, i) => ({ ...matrix, data: lists[i] as Matrix['data'] }))
  return { generated: first as Matrix, training: second as Matrix, heldOut: third ?? null }
}
