import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { centeredAlignment, targetKernel } from './maths/algebra/alignment.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { examplesOption, outputsOption } from './maths/chain/kernel-options.ts'
import { scaledProbeKernel, type KernelOutputs } from './maths/chain/tangent-kernel.ts'

/** How much of the tangent kernel points at the task. It rises where the kernel learns, and stays in lazy training. */
export const kernelTargetAlignment = defineProbe({
  id: 'kernel-target-alignment',
  name: 'Kernel–target alignment',
  symbol: 'A(K, yyᵀ)',
  formula: String.raw`\frac{\langle K_c,\, Y_c Y_c^{\mathsf{T}} \rangle}{\lVert K_c \rVert_F\, \lVert Y_c Y_c^{\mathsf{T}} \rVert_F}, \qquad K_c = H K H,\; H = 1 - \tfrac{1}{n} 1 1^{\mathsf{T}}`,
  unit: '1',
  about:
    'Cosine between the centered tangent kernel and the kernel of the targets, in which examples of the same class ' +
    'are similar: 1 where the kernel equals that of the targets. A kernel aligned with the task learns it fast and ' +
    'from few examples',
  caveat:
    'Depends on the number of classes and examples: with few examples a class, even a perfect kernel is compared ' +
    'on few pairs, so compare it with the null of shuffled labels. High alignment does not mean low error',
  estimator: 'Exact kernel on the first examples, centered and summed in float64',
  edges: 'Absent where all targets are the same, as with a single class, and where the centered kernel is 0',
  reference: 'Cortes, Mohri & Rostamizadeh 2012, arXiv:1203.0550; Baratin et al. 2021, arXiv:2008.00938',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'kernels',
  output: scalar({ range: [-1, 1] }),
  nulls: ['shuffled-labels'],
  options: [examplesOption(128), outputsOption],
  measure: ({ chain }, { linalg, options }) => {
    const count = Number(options.examples)
    const { matrix: kernel } = scaledProbeKernel(chain, count, options.outputs as KernelOutputs, linalg)
    const { targets } = firstOf(chain.probe, count)
    return (
      centeredAlignment(kernel, targetKernel(targets, linalg)) ??
      absent('The kernel or the targets do not vary over the examples, as with a single class')
    )
  },
})
