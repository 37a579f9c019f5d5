import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Layers, Matrices } from './inputs.ts'
import { cosinesByLayer } from './maths/algebra/cosines.ts'
import { inDouble } from './maths/algebra/double.ts'
import { centeredColumns } from './maths/algebra/gram.ts'
import { NOTHING_SEEN, waited, waitedPart, type Waited } from './maths/physics/waiting-times.ts'

/** How long a hidden layer answers as it did at a waiting time, neuron by neuron. */
export const representationCorrelation = defineProbe({
  id: 'representation-correlation',
  name: 'Two-time correlation of the representation',
  symbol: 'C_h(t, t_w)',
  formula: String.raw`C_h(t, t_w) = \frac{\langle \delta h(t), \delta h(t_w) \rangle}{\lVert\delta h(t)\rVert_F\,\lVert\delta h(t_w)\rVert_F}, \qquad \delta h = h - \frac{1}{n} \sum_{i=1}^{n} h_i, \quad t_w \in \{0, 1, 10, \dots, 10^5\}`,
  unit: '1',
  about:
    'Connected correlation of the activations of each hidden layer on the fixed probe batch with those at a waiting ' +
    'time t_w, one curve for each t_w that has passed. It decays where features go on changing, also where the weights ' +
    'hardly move',
  caveat:
    'Compares neuron with neuron: a rotation of the representation lowers it, although the geometry is the same; ' +
    'CKA does not see that. Waiting times count from the step at which the probe was attached',
  estimator:
    'Exact, in float64; each neuron’s mean over the batch is taken out. The activations at the waiting times are kept: ' +
    'at most 7 copies, also in the checkpoints',
  edges:
    '1 at t = t_w. Absent where activations do not vary over the batch, then or now; NaN from the first activation ' +
    'that is NaN or infinite',
  reference: 'Cugliandolo & Kurchan 1993, Phys. Rev. Lett. 71, 173; Baity-Jesi et al. 2018, arXiv:1803.06969',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(20),
  group: 'representations',
  output: scalars({ range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [],
  memory: {
    initial: NOTHING_SEEN as Waited<Matrices>,
    next: (memory, inputs) => waited(memory, () => inputs.hidden),
  },
  measure: ({ hidden }, { memory }) => {
    if (memory.kept.length === 0) return absent('No step has been seen yet')
    const now = centeredLayers(hidden)
    const parts = memory.kept.flatMap(({ since, state }): [string, number | Absent][] => {
      const names = ['variation of the activations', `variation of the activations at step ${since}`] as const
      const cosines = cosinesByLayer(now, centeredLayers(state), names)
      return Object.keys(hidden).map((name) => [waitedPart(since, name), cosines[name] ?? NaN])
    })
    return Object.fromEntries(parts)
  },
})

function centeredLayers(layers: Matrices): Layers {
  return Object.fromEntries(
    Object.entries(layers).map(([name, matrix]) => {
      const { rows, cols, data } = centeredColumns(inDouble(matrix))
      return [name, { shape: [rows, cols], values: data }]
    }),
  )
}
