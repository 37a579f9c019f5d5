import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { exampleGradients, gradientGram } from './maths/chain/example-gradients.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { sumOf } from './maths/algebra/frequency-powers.ts'

/** Whether one example's step helps the others. What is common to many examples is what generalizes. */
export const gradientCoherence = defineProbe({
  id: 'gradient-coherence',
  name: 'Gradient coherence',
  symbol: '‖ḡ‖²/⟨‖g‖²⟩',
  formula: String.raw`\frac{\bigl\lVert \frac{1}{n} \sum_i g_i\bigr\rVert^2}{\frac{1}{n} \sum_i \lVert g_i\rVert^2}, \qquad g_i = \nabla_\theta\, \ell(x_i, y_i)`,
  unit: '1',
  about:
    'Share of the gradients of single examples that survives their average (coherence), and the mean cosine of ' +
    'pairs of the same class (within) and of different classes (between), which Fort et al. call stiffness',
  caveat:
    'Depends on the number of examples: 1/n where gradients are orthogonal. At a minimum the mean vanishes and so ' +
    'does the coherence, however similar the gradients of pairs are',
  estimator: 'Exact for the first examples of the training split: the Gram matrix of their gradients, in float64',
  edges:
    'One example gives 1. Examples whose gradient is zero are left out of the cosines; absent where all are zero, ' +
    'where no pair is of the same class or of different ones, and, for cosines, where there are no classes',
  reference: 'Fort et al. 2019, arXiv:1901.09491; Chatterjee 2020, arXiv:2002.10657',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(100),
  group: 'gradients',
  output: scalars({ headline: 'coherence', range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [
    {
      key: 'examples',
      about: 'Number of examples, from the first of the training split on',
      type: 'integer',
      default: 256,
      min: 1,
      max: 5000,
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const { layers, loss } = chain
    const examples = firstOf(chain.train, Number(options.examples))
    const { labels } = chain.train
    const gram = gradientGram(exampleGradients(layers, examples, loss, linalg), linalg).data
    const n = examples.inputs.rows
    const squares = Float64Array.from({ length: n }, (_, i) => gram[i * n + i] ?? 0)
    const mean = sumOf(squares) / n
    if (mean === 0) return absent('All gradients are zero')
    const coherence = sumOf(gram) / n ** 2 / mean
    const pairs = { within: { sum: 0, count: 0 }, between: { sum: 0, count: 0 } }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const norms = Math.sqrt(squares[i] ?? 0) * Math.sqrt(squares[j] ?? 0)
        if (norms === 0) continue
        const kind = labels?.[i] === labels?.[j] ? pairs.within : pairs.between
        kind.sum += (gram[i * n + j] ?? 0) / norms
        kind.count++
      }
    }
    const stiffness = ({ sum, count }: { sum: number; count: number }, which: string) => {
      if (labels === null) return absent('The task has no classes')
      return count === 0 ? absent(`No pair of examples is of ${which}`) : sum / count
    }
    return {
      coherence,
      within: stiffness(pairs.within, 'the same class'),
      between: stiffness(pairs.between, 'different classes'),
    }
  },
})
