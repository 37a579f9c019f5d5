import { absent, every, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { applied } from './maths/algebra/affine-fit.ts'
import { agreementOf } from './maths/statistics/answers.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'
import { allFinite } from './maths/algebra/finite.ts'
import type { Chain, DenseLayer, Examples } from './maths/chain/chain.ts'
import { forward, logitsOf, type Forward } from './maths/chain/forward.ts'
import { fittedStitch } from './maths/chain/stitch.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { chosenRows } from './maths/algebra/chosen-rows.ts'

const SIDES = ['this', 'other'] as const

/** What it costs another network to read this network's hidden layer in place of its own, through the best linear map. */
export const stitchingPenalty = defineProbe({
  id: 'stitching-penalty',
  name: 'Stitching penalty',
  symbol: 'Δ_stitch',
  formula: String.raw`\operatorname{err}\bigl(\mathrm{top}_B \circ S \circ \mathrm{bottom}_A\bigr) - \operatorname{err}(B), \qquad S = \operatorname{argmin} \sum_i \lVert S(h^A_i) - h^B_i \rVert^2`,
  unit: '1',
  about:
    'Extra error of a second network B, which the run trains beside its own or --with names, when its layers up to ' +
    'the named one are replaced by those of this network A and an affine map (the stitch): 0 where B works with A’s ' +
    'representation as well as with its own, below 0 where it works better. The option `below` turns the two round',
  caveat:
    'Unless it is trained (the option `steps`), the stitch is fitted to match activations, not to the task, and the ' +
    'penalty tends to exceed that of a trained stitch. With wide layers and few examples anything can be fitted: ' +
    'use many more examples than neurons',
  estimator:
    'Least squares over training examples, in float64, then as many steps of Adam at a rate of 1e-3 as the option ' +
    '`steps` says, on the loss of the run over the same examples; errors over the test split, or over the same examples where ' +
    'there is none. Binomial noise of both errors, of the same examples',
  edges:
    'Absent without a second network that is a chain of as many layers on the same inputs, for tasks without ' +
    'labels, and for layers that contain NaN or an infinity. Equal networks give 0',
  reference: 'Bansal, Nakkiran & Barak 2021, arXiv:2106.07682; Lenc & Vedaldi 2015, arXiv:1411.5908',
  needs: ['chain', 'other'],
  cost: 'passes',
  cadence: every(500),
  group: 'similarity',
  output: scalars({ range: [-1, 1] }),
  nulls: ['random-weights'],
  options: [
    {
      key: 'examples',
      about:
        'Number of training examples to fit the stitch to, and the same number to test it on, spread evenly over the ' +
        'split',
      type: 'integer',
      default: 1024,
      min: 8,
      max: 1_000_000,
    },
    {
      key: 'steps',
      about: 'Steps of Adam that train the stitch on the task, from the least-squares fit on; 0 leaves it as fitted',
      type: 'integer',
      default: 0,
      min: 0,
      max: 10_000,
    },
    {
      key: 'below',
      about: 'Whose layers are below the stitch: those of this network, under the other one, or the other way round',
      type: 'choice',
      default: 'this',
      choices: SIDES,
    },
  ],
  tellsDivergence: true,
  measure: ({ chain, other }, { linalg, options }) => {
    const second = other.chain
    if (second === null) return absent(`'${other.name}' is not a chain of dense layers on these inputs`)
    const why = mismatch(chain, second)
    if (why !== null) return absent(why)
    const fitted = sample(chain.train, Number(options.examples))
    const judged = sample(chain.test ?? chain.train, Number(options.examples))
    if (judged.labels === null) return absent('The task has no labels')
    const { labels } = judged
    const [below, above] = options.below === 'this' ? [chain, second] : [second, chain]
    // A tanh makes 1 of an infinity, and next to NaN no answer is the largest.
    if (!above.layers.every(holdsWeights)) {
      return absent(`A weight of ${above === second ? `'${other.name}'` : 'this network'} is NaN or infinite`)
    }

    const a = forward(below.layers, fitted.inputs, linalg)
    const b = forward(above.layers, fitted.inputs, linalg)
    const judgedA = forward(below.layers, judged.inputs, linalg)
    const own = errorOf(logitsOf(above.layers, judged.inputs, linalg), labels)
    const penalties = chain.layers.slice(0, -1).map(({ name }, l): [string, number | Absent] => {
      const [from, to, start] = [a.h[l + 1] as Matrix, b.h[l + 1] as Matrix, judgedA.h[l + 1] as Matrix]
      // Before the activation function: a ReLU may make 0 of NaN.
      const upTo = (pass: Forward) => [...pass.z.slice(0, l + 1), ...pass.h.slice(0, l + 2)]
      if (![a, b, judgedA].every((pass) => upTo(pass).every(holdsNumbers))) {
        return [name, absent(`'${name}' of one of the two holds NaN or an infinity`)]
      }
      const top = above.layers.slice(l + 1)
      const { loss } = above
      const stitch = fittedStitch({ from, to, top, loss, targets: fitted.targets }, Number(options.steps), linalg)
      return [name, errorOf(logitsOf(top, applied(stitch, start, linalg), linalg), labels) - own]
    })
    return penalties.length === 0 ? absent('The network has no hidden layer') : Object.fromEntries(penalties)
  },
})

const holdsNumbers = ({ data }: Matrix) => allFinite(data)

function holdsWeights({ weight, bias }: DenseLayer): boolean {
  return allFinite(weight.data) && (bias === null || allFinite(bias.values))
}

function errorOf(logits: Matrix, labels: Int32Array): number {
  const answers = sureAnswers(logits)
  return isAbsent(answers) ? NaN : 1 - (agreementOf(answers, labels)?.share ?? NaN)
}

function mismatch(chain: Chain, second: Chain): string | null {
  const [layers, others] = [chain.layers.length, second.layers.length]
  if (layers !== others) return `This network has ${layers} layers, and the second has ${others}`
  const [inputs, own] = [chain.train.inputs.cols, second.layers[0]?.weight.rows]
  return inputs === own ? null : `The second network reads ${own} inputs, and this run has ${inputs}`
}

/** At most `most` examples, spread evenly: data sets are often sorted. */
function sample({ inputs, targets, labels }: Examples, most: number): Examples {
  const count = Math.min(most, inputs.rows)
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * inputs.rows) / count))
  return {
    inputs: chosenRows(inputs, chosen),
    targets: chosenRows(targets, chosen),
    labels: labels && Int32Array.from(chosen, (row) => labels[row] ?? 0),
  }
}
