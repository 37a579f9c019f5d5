import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, matrix } from './define.ts'
import { boundedFullKernel } from './maths/chain/full-tangent-kernel.ts'
import { plainly } from './maths/chain/tangent-kernel.ts'
import { examplesOption } from './maths/chain/kernel-options.ts'

/** Rows of the largest matrix that is kept at a step: half a megabyte. */
const SIDE = 256

/** The tangent kernel with nothing summed: also how a step on one output moves the others. */
export const fullNtk = defineProbe({
  id: 'full-ntk',
  name: 'Neural tangent kernel of all outputs',
  symbol: 'K_(ic)(jc′)',
  formula: String.raw`K_{(ic)(jc')} = \nabla_\theta f_c(x_i) \cdot \nabla_\theta f_{c'}(x_j)`,
  unit: '1',
  about:
    'The tangent kernel between every output of every example, example by example, its C outputs in a row. Blocks ' +
    'that are multiples of the identity are the infinite-width limit, where outputs learn apart; what lies beside ' +
    'their diagonal is what one output teaches another',
  caveat:
    'As many rows as examples times outputs, so only a few examples are shown: read the spectrum and its size from ' +
    'ntk-effective-dimension. Its scale depends on the parametrization. Adam and weight decay do not follow it',
  estimator:
    'Exact, in float64: inner products of gradients of dense layers are products of inner products of activations ' +
    'and of backward signals. At most 256 rows: of the probe batch the first ⌊256/C⌋ examples, or fewer by the option',
  edges:
    'Absent where a single example has more than 256 outputs. Weights of zero give zeros, or ones where only biases move an ' +
    'output; NaN in the weights gives NaN',
  reference: 'Jacot, Gabriel & Hongler 2018, arXiv:1806.07572',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(200),
  group: 'kernels',
  output: matrix(),
  options: [examplesOption(8, 1)],
  measure: ({ chain }, { linalg, options }) => {
    const kernel = boundedFullKernel(chain, Number(options.examples), SIDE, linalg)
    return isAbsent(kernel) ? kernel : plainly(kernel)
  },
})
