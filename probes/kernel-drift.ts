import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { examplesOption, outputsOption } from './maths/chain/kernel-options.ts'
import { inOneUnit, scaledProbeKernel, type KernelOutputs } from './maths/chain/tangent-kernel.ts'
import { relativeDrift, rotation } from './maths/algebra/drift.ts'

/** How far the tangent kernel has moved since the start. It stays near 0 in the lazy regime and grows where features are learned. */
export const kernelDrift = defineProbe({
  id: 'kernel-drift',
  name: 'Drift of the tangent kernel',
  symbol: 'ΔK',
  formula: String.raw`\frac{\lVert K_t - K_0 \rVert_F}{\lVert K_0 \rVert_F}, \qquad 1 - \frac{\langle K_t, K_0 \rangle}{\lVert K_t \rVert_F \lVert K_0 \rVert_F}`,
  unit: '1',
  about:
    'Relative change of the kernel (relative), and how far it has rotated, whatever its scale (rotation). It ' +
    'distinguishes lazy from rich training: at fixed time the change falls as 1/width in the NTK parametrization ' +
    'and stays finite in µP',
  caveat:
    'A kernel that only grows in scale has drifted but not rotated. Compared on the first examples of one batch; ' +
    'it falls with width only at a fixed time',
  estimator:
    'Exact kernels in float64; the rotation as half the squared distance of the two at unit norm, so that small ' +
    'angles keep their digits',
  edges: 'Exactly 0 at the start. Absent where the kernel was 0 at the start; the rotation also where it is 0 now',
  reference: 'Fort et al. 2020, arXiv:2010.15110',
  needs: ['chain', 'initialChain'],
  cost: 'passes',
  cadence: every(100),
  group: 'kernels',
  output: scalars({ headline: 'relative', scale: 'log' }),
  options: [examplesOption(32), outputsOption],
  measure: ({ chain, initialChain }, { linalg, options }) => {
    const of = (one: typeof chain) =>
      scaledProbeKernel(one, Number(options.examples), options.outputs as KernelOutputs, linalg)
    const [now, then] = inOneUnit(of(chain), of(initialChain))
    return {
      relative: relativeDrift(now, then) ?? absent('The tangent kernel was 0 at the start'),
      rotation: rotation(now, then) ?? absent('The tangent kernel is 0, now or at the start'),
    }
  },
})
