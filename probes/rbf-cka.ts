import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { cka, ESTIMATORS, type Estimator } from './maths/algebra/cka.ts'
import { medianDistance, squaredDistances } from './maths/geometry/distances.ts'
import { doublyCentered, gaussianKernel } from './maths/algebra/kernel-gram.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { eachOrdinaryPair } from './maths/geometry/representations.ts'

/** How similar each hidden layer is to a reference, by who is close to whom. Sees what linear CKA misses beside large directions. */
export const rbfCka = defineProbe({
  id: 'rbf-cka',
  name: 'Kernel CKA',
  symbol: 'CKA_rbf',
  formula: String.raw`\frac{\mathrm{HSIC}_1(K, L)}{\sqrt{\mathrm{HSIC}_1(K, K)\,\mathrm{HSIC}_1(L, L)}}, \qquad K_{ij} = e^{-\lVert x_i - x_j \rVert^2 / 2\sigma^2},\; \sigma = c \operatorname{median}_{i<j} \lVert x_i - x_j \rVert`,
  unit: '1',
  about:
    'Similarity of hidden activations on a fixed batch to those of a reference, which is the network at step 0 ' +
    'unless --with names another, under a Gaussian kernel: 1 if equal up to rotation, scale and shift, near 0 if ' +
    'unrelated. A narrow kernel compares neighborhoods, a wide one tends to linear CKA',
  caveat:
    'Depends on the scale c of the kernel: compare values of one c only. Where the kernel is much narrower than ' +
    'all distances every Gram matrix is the identity, and the debiased value is noise',
  estimator:
    'Exact distances and Gram matrices in float64. The debiased ratio is of unbiased estimates and itself biased by ' +
    'O(1/n); the biased one is of the plug-in HSIC and is large for unrelated features in many dimensions',
  edges:
    'Needs 4 examples; absent where the median distance is 0, where the kernel does not vary, and for layers that ' +
    'contain NaN or an infinity. Values below 0 are kept',
  reference: 'Kornblith et al. 2019, arXiv:1905.00414; Song et al. 2012, JMLR 13',
  needs: ['hidden', 'referenceHidden'],
  cost: 'pass',
  cadence: every(100),
  group: 'similarity',
  output: scalars(),
  nulls: ['shuffled-examples'],
  options: [
    {
      key: 'scale',
      about: 'Width of the kernel, in units of the median distance between two examples',
      type: 'number',
      default: 0.8,
      min: 0.01,
      max: 100,
    },
    {
      key: 'estimator',
      about: 'The unbiased HSIC of Song et al. (debiased), or the plug-in one of Kornblith et al. (biased)',
      type: 'choice',
      default: 'debiased',
      choices: ESTIMATORS,
    },
  ],
  measure: ({ hidden, referenceHidden }, { options }) =>
    eachOrdinaryPair<number>(hidden, referenceHidden, (x, y, name) => {
      const n = x.rows
      if (n < 4) return absent(`Needs 4 examples, and the probe batch has ${n}`)
      const k = centeredKernel(x, Number(options.scale))
      const l = centeredKernel(y, Number(options.scale))
      if (k === null || l === null) return absent(`At least half of the examples coincide in '${name}'`)
      const similarity = cka(k, l, n, options.estimator as Estimator)
      return similarity ?? absent(`The kernel of '${name}' does not vary over the probe batch`)
    }),
})

function centeredKernel(x: Matrix, scale: number): Float64Array | null {
  const squared = squaredDistances(x)
  const median = medianDistance(squared, x.rows)
  return median === 0 ? null : doublyCentered(gaussianKernel(squared, scale * median), x.rows)
}
