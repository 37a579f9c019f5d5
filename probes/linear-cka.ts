import type { Tensor2D } from '@tensorflow/tfjs-core'
import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars, type Tf } from './define.ts'
import { cka, ESTIMATORS, type Estimator } from './maths/cka.ts'
import { sameLayer } from './maths/layers.ts'
import { onceATensor } from './maths/once-a-tensor.ts'

/** How similar each hidden layer still is to its start. It falls where features are learnt, and stays where not. */
export const linearCka = defineProbe({
  id: 'linear-cka',
  name: 'Linear CKA to initialisation',
  symbol: 'CKA',
  formula: String.raw`\frac{\mathrm{HSIC}_1(K, L)}{\sqrt{\mathrm{HSIC}_1(K, K)\,\mathrm{HSIC}_1(L, L)}}, \qquad K = X X^{\mathsf{T}},\; L = X_0 X_0^{\mathsf{T}}`,
  unit: '1',
  about:
    'Similarity of the geometry of hidden activations on a fixed batch, now and at step 0: 1 for the same up to ' +
    'rotation, scale and shift, near 0 for unrelated ones. Tells rich from lazy training',
  caveat:
    'Debiased by default: noise makes it slightly negative at times, and that is kept. The biased estimator gives ' +
    'p/(n + p) for unrelated features, ½ at as many neurons as examples. Dominated by the directions of largest ' +
    'variance. Needs 4 examples; absent where activations do not vary',
  reference: 'Kornblith et al. 2019, arXiv:1905.00414; Song et al. 2012, JMLR 13; Murphy et al. 2024, arXiv:2405.01012',
  needs: ['hidden', 'initialHidden'],
  cost: 'pass',
  cadence: every(50),
  group: 'similarity',
  output: scalars(),
  options: [
    {
      key: 'estimator',
      about: 'The unbiased HSIC of Song et al. (debiased), or the plug-in one of Kornblith et al. (biased)',
      type: 'choice',
      default: 'debiased',
      choices: ESTIMATORS,
    },
  ],
  measure: ({ hidden, initialHidden }, { tf, options }) => {
    const similarities = Object.entries(hidden).map(([name, now]) => {
      const then = sameLayer(initialHidden, name, 'initialHidden')
      const [n] = now.shape
      if (n < 4) return [name, absent(`Needs 4 examples, and the probe batch has ${n}`)] as const
      const similarity = cka(gram(now, tf), gram(then, tf), n, options.estimator as Estimator)
      return [name, similarity ?? absent(`The activations of '${name}' do not vary over the probe batch`)] as const
    })
    return Object.fromEntries(similarities)
  },
})

/** XXᵀ of centred columns, [n, n]. The first row goes first: rows that are equal then cancel to exact zeros. */
const gram = onceATensor((activations: Tensor2D, tf: Tf): Float32Array => {
  const shifted = tf.sub(activations, tf.slice(activations, [0, 0], [1, -1]))
  const centred = tf.sub<Tensor2D>(shifted, tf.mean(shifted, 0, true))
  return tf.matMul(centred, centred, false, true).dataSync<'float32'>()
})
