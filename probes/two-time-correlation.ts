import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { cosinesByLayer } from './maths/algebra/cosines.ts'
import { ofWeights, waitedPart, waitedWeights } from './maths/physics/waiting-times.ts'

/** How much the weights remember of where they were. Where the curves depend on the waiting time, training ages as a glass does. */
export const twoTimeCorrelation = defineProbe({
  id: 'two-time-correlation',
  name: 'Two-time correlation of the weights',
  symbol: 'C(t, t_w)',
  formula: String.raw`C(t, t_w) = \frac{\theta(t) \cdot \theta(t_w)}{\lVert\theta(t)\rVert\,\lVert\theta(t_w)\rVert}, \qquad t_w \in \{0, 1, 10, 10^2, \dots, 10^5\}`,
  unit: '1',
  about:
    'Cosine of the weights now and at a waiting time t_w, one curve for each t_w that has passed. In a stationary ' +
    'state it depends on t − t_w alone; in a system that ages, the later t_w, the slower the decay',
  caveat:
    'Not connected: a mean of the weights, and whatever of them never changes, keeps it from decaying to 0. Waiting ' +
    'times count from the step at which the probe was attached. One run is one history: average over seeds before ' +
    'you speak of a plateau',
  estimator:
    'Exact, sums in float64. The weights at the waiting times are kept: at most 7 copies of the parameters, also in ' +
    'the checkpoints',
  edges:
    '1 at t = t_w. Absent where the weights are all zero, then or now. NaN from the first weight that is NaN or ' +
    'infinite',
  reference: 'Cugliandolo & Kurchan 1993, Phys. Rev. Lett. 71, 173; Baity-Jesi et al. 2018, arXiv:1803.06969',
  needs: ['weights'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [ofWeights],
  memory: waitedWeights,
  measure: ({ weights }, { memory, options }) => {
    if (memory.kept.length === 0) return absent('No step has been seen yet')
    const parts = memory.kept.flatMap(({ since, state }): [string, number | Absent][] => {
      const { total, ...layers } = cosinesByLayer(weights, state, ['weights', `weights of step ${since}`])
      const own: [string, number | Absent] = [waitedPart(since), total ?? NaN]
      if (options.of !== 'layers') return [own]
      return [
        own,
        ...Object.entries(layers).map(([name, value]) => [waitedPart(since, name), value] as [string, number]),
      ]
    })
    return Object.fromEntries(parts)
  },
})
