import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { cka, ESTIMATORS, type Estimator } from './maths/algebra/cka.ts'
import { centeredGram } from './maths/algebra/gram.ts'
import { eachPair } from './maths/geometry/representations.ts'

/** How similar each hidden layer still is to its start. It falls where features are learned, and stays where not. */
export const linearCka = defineProbe({
  id: 'linear-cka',
  name: 'Linear CKA',
  symbol: 'CKA',
  formula: String.raw`\frac{\mathrm{HSIC}_1(K, L)}{\sqrt{\mathrm{HSIC}_1(K, K)\,\mathrm{HSIC}_1(L, L)}}, \qquad K = X X^{\mathsf{T}},\; L = X_0 X_0^{\mathsf{T}}`,
  unit: '1',
  about:
    'Similarity of the geometry of hidden activations on a fixed batch to that of a reference, which is the ' +
    'network at step 0 unless --with names another: 1 if equal up to rotation, scale and shift, near 0 if ' +
    'unrelated. Distinguishes rich from lazy training',
  caveat:
    'Debiased by default: noise can make it slightly negative, and such values are kept. The biased estimator ' +
    'gives p/(n + p) for unrelated features, ½ at as many neurons as examples. Dominated by the directions of ' +
    'largest variance',
  estimator:
    'Exact Gram matrices of the centered activations, in float64. The debiased ratio is of unbiased estimates and ' +
    'itself biased by O(1/n)',
  edges:
    'Needs 4 examples; absent where activations do not vary over the batch, and for layers that contain NaN or an ' +
    'infinity. Values below 0 are kept',
  reference: 'Kornblith et al. 2019, arXiv:1905.00414; Song et al. 2012, JMLR 13; Murphy et al. 2024, arXiv:2405.01012',
  needs: ['hidden', 'referenceHidden'],
  cost: 'pass',
  cadence: every(50),
  group: 'similarity',
  output: scalars(),
  theory: [
    {
      label: 'Unrelated features, biased estimator',
      formula: String.raw`\sqrt{\frac{p_1 p_2}{(n + p_1)(n + p_2)}}`,
      value: null,
      reference: 'Murphy et al. 2024, arXiv:2405.01012',
    },
  ],
  options: [
    {
      key: 'estimator',
      about: 'The unbiased HSIC of Song et al. (debiased), or the plug-in one of Kornblith et al. (biased)',
      type: 'choice',
      default: 'debiased',
      choices: ESTIMATORS,
    },
  ],
  nulls: ['shuffled-examples'],
  measure: ({ hidden, referenceHidden }, { linalg, options }) =>
    eachPair<number>(hidden, referenceHidden, (now, then, name) => {
      const n = now.rows
      if (n < 4) return absent(`Needs 4 examples, and the probe batch has ${n}`)
      const [k, l] = [now, then].map((activations) => centeredGram(activations, linalg).data)
      const similarity = cka(k as Float64Array, l as Float64Array, n, options.estimator as Estimator)
      return similarity ?? absent(`The activations of '${name}' do not vary over the probe batch`)
    }),
})
