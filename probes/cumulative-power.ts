import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { examplesOption, outputsOption } from './maths/chain/kernel-options.ts'
import { scaledProbeKernel, type KernelOutputs } from './maths/chain/tangent-kernel.ts'
import { kernelModes } from './maths/algebra/kernel-modes.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'

/** How few of the kernel's modes hold the task. A curve that rises at once is a task that the kernel finds easy. */
export const cumulativePower = defineProbe({
  id: 'cumulative-power',
  name: 'Cumulative power of the task',
  symbol: 'C(k)',
  formula: String.raw`C(k) = \frac{\sum_{j \le k} \lVert v_j^{\mathsf{T}} Y \rVert^2}{\lVert Y \rVert_F^2}, \qquad K v_j = \lambda_j v_j`,
  unit: '1',
  about:
    'Share of the squared targets that lies along the first k eigenvectors of the tangent kernel, in descending ' +
    'order of eigenvalue. Kernel regression learns the modes in this order, so a steep curve means few examples ' +
    'suffice',
  caveat:
    'Targets are not centered: one-hot rows have a share 1/classes along the constant. The last modes depend on ' +
    'the sample. Labels without structure follow the diagonal',
  estimator: 'Exact kernel, eigenvectors and sums in float64, on the first examples of the probe batch',
  edges:
    'Modes of equal eigenvalue (to 1e−12 of the largest) share their power evenly, since only their sum has a ' +
    'meaning. Absent where targets are 0 or the kernel contains NaN or an infinity',
  reference: 'Canatar, Bordelon & Pehlevan 2021, arXiv:2006.13198',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'kernels',
  output: spectrum({ range: [0, 1], axis: 'modes' }),
  nulls: ['shuffled-labels'],
  options: [examplesOption(128), outputsOption],
  measure: ({ chain }, { linalg, options }) => {
    const count = Number(options.examples)
    const { matrix: kernel } = scaledProbeKernel(chain, count, options.outputs as KernelOutputs, linalg)
    if (!kernel.data.every(Number.isFinite)) return absent('The tangent kernel holds NaN or an infinity')
    const { power } = kernelModes(kernel, ordinarySize(firstOf(chain.probe, count).targets).matrix, linalg)
    const all = power.reduce((sum, value) => sum + value, 0)
    if (all === 0) return absent('The targets are all 0')
    let sum = 0
    return power.map((value) => (sum += value) / all)
  },
})
