import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { meanEstimate, ratioEstimate } from './maths/statistics/mean-estimate.ts'
import { someOf } from './maths/statistics/some-of.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { dot } from './maths/algebra/vectors.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'

const AVERAGES = ['of-ratios', 'ratio-of-means'] as const

/** How strongly the loss of a minibatch curves along its own gradient: what minibatch training drives to 2/η. */
export const batchSharpness = defineProbe({
  id: 'batch-sharpness',
  name: 'Batch sharpness',
  symbol: 'g_BᵀH_B g_B/‖g_B‖²',
  formula: String.raw`\mathbb{E}_B\left[\frac{\nabla L_B^{\mathsf{T}} \, \nabla^2 L_B \, \nabla L_B}{\lVert\nabla L_B\rVert^2}\right]`,
  unit: '1',
  about:
    'Mean curvature along a minibatch step: that of the Hessian of the minibatch along the gradient of the same ' +
    'minibatch. Stochastic gradient descent raises it to 2/η and keeps it there, with λ_max of the full loss below',
  caveat:
    'Depends on the batch size. The ratio of means weights batches by their squared gradient and is a different ' +
    'quantity. The theory is for plain stochastic gradient descent: with momentum or Adam its level is not 2/η. At ' +
    'full batch it is the curvature along the gradient and not λ_max',
  estimator:
    'Mean over random minibatches, each drawn without replacement, with the standard error of that mean; exact ' +
    'gradients and Hessian-vector products of each batch',
  edges:
    'One evaluation, without standard error, where the batch contains all examples. Batches of zero gradient are ' +
    'left out; absent where fewer than two others remain',
  reference: 'Andreyev & Beneventano 2024, arXiv:2412.20553',
  needs: ['objective', 'optimizer'],
  cost: 'passes',
  cadence: every(100),
  group: 'curvature',
  output: scalar(),
  options: [
    { key: 'batches', about: 'Random minibatches to average over', type: 'integer', default: 16, min: 2, max: 1000 },
    {
      key: 'size',
      about: 'Number of examples in a minibatch; 0 for the batch size of the run',
      type: 'integer',
      default: 0,
      min: 0,
      max: 1_000_000,
    },
    {
      key: 'average',
      about: 'The mean of the ratios, or the ratio of the means of numerator and denominator',
      type: 'choice',
      default: 'of-ratios',
      choices: AVERAGES,
    },
  ],
  theory: [
    {
      label: 'Edge of stochastic stability',
      formula: String.raw`2/\eta`,
      value: null,
      reference: 'Andreyev & Beneventano 2024, arXiv:2412.20553',
    },
  ],
  measure: ({ objective, optimizer }, { random, options }) => {
    const asked = Number(options.size) || optimizer.batchSize
    const isWhole = asked >= objective.examples
    const curvatures: number[] = []
    const squares: number[] = []
    // One unit for all batches: the ratio of means compares their gradients.
    let exponent: number | null = null
    for (let batch = 0; batch < (isWhole ? 1 : Number(options.batches)); batch++) {
      const examples = isWhole ? undefined : someOf(objective.examples, asked, random)
      const slope = objective.gradient(objective.parameters, examples)
      exponent ??= slope.every((value) => value === 0) ? null : ordinaryNumbers(slope).exponent
      const gradient = slope.map((value) => timesPowerOfTwo(value, -(exponent ?? 0)))
      const square = dot(gradient, gradient)
      if (square === 0) continue
      curvatures.push(dot(gradient, objective.hessianProduct(gradient, examples)))
      squares.push(square)
    }
    if (squares.length < (isWhole ? 1 : 2))
      return absent('The gradient is zero on all or all but one of the minibatches')
    const ratios = curvatures.map((curvature, i) => curvature / (squares[i] ?? 1))
    if (isWhole) return estimate(ratios[0] ?? NaN, 0)
    return options.average === 'of-ratios' ? meanEstimate(ratios) : ratioEstimate(curvatures, squares)
  },
})
