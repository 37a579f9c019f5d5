import { every } from '#src/vocabulary/index.ts'
import { defineProbe, matrix } from './define.ts'
import { examplesOption, outputsOption } from './maths/chain/kernel-options.ts'
import { probeKernel, type KernelOutputs } from './maths/chain/tangent-kernel.ts'

/** How much a gradient step on one example moves the answer to another. It stands still where training is lazy. */
export const ntk = defineProbe({
  id: 'ntk',
  name: 'Neural tangent kernel',
  symbol: 'K',
  formula: String.raw`K_{ij} = \sum_c \nabla_\theta f_c(x_i) \cdot \nabla_\theta f_c(x_j)`,
  unit: '1',
  about:
    'Inner products of the gradients of the outputs at two examples: to first order, how a gradient step on one ' +
    'changes the output at the other. Constant in the lazy limit of large width, where training is regression with ' +
    'this kernel; it changes where features are learned',
  caveat:
    'Its scale depends on the parametrization: outputs scaled by 1/γ scale it by 1/γ². Off-diagonal blocks between ' +
    'different outputs are not included. Adam and weight decay do not follow it',
  estimator:
    'Exact, in float64: inner products of gradients of dense layers are products of inner products of activations ' +
    'and of backward signals',
  edges:
    'Weights of zero give a kernel of zeros, or of ones where only biases move the output; NaN in the weights ' +
    'gives NaN',
  reference: 'Jacot, Gabriel & Hongler 2018, arXiv:1806.07572',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'kernels',
  output: matrix(),
  options: [examplesOption(32, 1), outputsOption],
  measure: ({ chain }, { linalg, options }) =>
    probeKernel(chain, Number(options.examples), options.outputs as KernelOutputs, linalg),
})
