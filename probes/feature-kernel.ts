import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { centeredAlignment, targetKernel } from './maths/algebra/alignment.ts'
import { inDouble } from './maths/algebra/double.ts'
import { relativeDrift } from './maths/algebra/drift.ts'
import { sameLayer } from './maths/algebra/layers.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { oneHotRows } from './maths/algebra/one-hot.ts'
import { oncePerArray } from './maths/algebra/once-per-array.ts'
import { ordinaryTogether } from './maths/algebra/ordinary-size.ts'

/** How far each layer's features have moved, and how much they point at the labels. Both stand still in the lazy limit. */
export const featureKernel = defineProbe({
  id: 'feature-kernel',
  name: 'Feature kernel',
  symbol: 'Φ',
  formula: String.raw`\Phi^{\ell}_{ij} = \tfrac{1}{p_\ell}\, h^{\ell}_i \cdot h^{\ell}_j, \qquad \frac{\lVert \Phi_t - \Phi_0 \rVert_F}{\lVert \Phi_0 \rVert_F}, \qquad \frac{\langle \Phi_c,\, Y_c Y_c^{\mathsf{T}} \rangle}{\lVert \Phi_c \rVert_F \lVert Y_c Y_c^{\mathsf{T}} \rVert_F}`,
  unit: '1',
  about:
    'The order parameter of dynamical mean-field theory, by layer: its drift since step 0, and its centered ' +
    'alignment to the labels. Constant at infinite width in the NTK parametrization, changing in µP',
  caveat:
    'A change of scale, as under weight decay, counts as drift just like a change of features. Alignment depends ' +
    'on the number of classes: compare it with the null of shuffled labels',
  estimator:
    'Exact kernels of the activations on the whole probe batch, in float64. The drift is uncentered, the alignment ' +
    'centered',
  edges:
    'The drift is absent where the activations were 0 at step 0; the alignment where there is a single class or ' +
    'the activations do not vary',
  reference: 'Bordelon & Pehlevan 2022, arXiv:2205.09653',
  needs: ['hidden', 'initialHidden', 'labels'],
  cost: 'pass',
  cadence: every(100),
  group: 'kernels',
  output: scalars(),
  nulls: ['shuffled-labels'],
  options: [],
  measure: ({ hidden, initialHidden, labels }, { linalg }) => {
    const classes = labels.reduce((most, label) => Math.max(most, label + 1), 0)
    const alike = targetKernel(oneHotRows(labels, classes), linalg)
    const parts = Object.entries(hidden).flatMap(([name, now]) => {
      const then = sameLayer(initialHidden, name, 'initialHidden')
      // One unit for both: the drift compares them.
      const [own, initial] = ordinaryTogether([now.data, then.data]).lists as [Matrix['data'], Matrix['data']]
      const kernel = kernelOf(own, { ...now, data: own }, linalg)
      const drift = relativeDrift(kernel, kernelOf(initial, { ...then, data: initial }, linalg))
      const alignment = centeredAlignment(kernel, alike)
      return [
        [`${name}.drift`, drift ?? absent(`The activations of '${name}' were 0 at step 0`)],
        [
          `${name}.alignment`,
          alignment ?? absent(`The activations of '${name}' or the labels do not vary over the batch`),
        ],
      ] as const
    })
    return Object.fromEntries(parts)
  },
})

/** h hᵀ/p */
const kernelOf = oncePerArray((_data: object, activations: Matrix, linalg: LinearAlgebra) => {
  const fine = inDouble(activations)
  const product = linalg.product(fine, fine, { b: true })
  return { ...product, data: product.data.map((value) => value / activations.cols) }
})
