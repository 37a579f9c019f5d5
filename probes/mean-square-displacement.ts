import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sameLayer } from './maths/algebra/layers.ts'
import { plain, squaredDistanceOf, sumOfWide } from './maths/algebra/wide.ts'
import { ofWeights, waitedPart, waitedWeights } from './maths/physics/waiting-times.ts'

/** How far the weights have diffused since a waiting time. A slope below 1 on both log axes that falls with t_w is aging. */
export const meanSquareDisplacement = defineProbe({
  id: 'mean-square-displacement',
  name: 'Mean-square displacement of the weights',
  symbol: 'Δ(t, t_w)',
  formula: String.raw`\Delta(t, t_w) = \frac{1}{d} \sum_{i=1}^{d} \bigl(\theta_i(t) - \theta_i(t_w)\bigr)^2, \qquad t_w \in \{0, 1, 10, 10^2, \dots, 10^5\}`,
  unit: '1',
  about:
    'Mean over the parameters of the squared distance from where they were at a waiting time t_w, one curve for each ' +
    't_w that has passed. Proportional to t − t_w for diffusion, to its square for a straight path; in a glassy ' +
    'landscape it grows more slowly the later t_w',
  caveat:
    'A mean over parameters of very different mobility: a few layers may make all of it. Waiting times count from ' +
    'the step at which the probe was attached. Weight decay alone moves the weights ballistically',
  estimator:
    'Exact; differences and sums in float64. The weights at the waiting times are kept: at most 7 copies of the ' +
    'parameters, also in the checkpoints',
  edges: '0 at t = t_w. NaN and infinities are kept',
  reference: 'Baity-Jesi et al. 2018, arXiv:1803.06969',
  needs: ['weights'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ scale: 'log' }),
  theory: [
    {
      label: 'Free diffusion of constant D',
      formula: String.raw`\Delta = 2 D\,(t - t_w)`,
      value: null,
      reference: 'Baity-Jesi et al. 2018, arXiv:1803.06969',
    },
  ],
  options: [ofWeights],
  memory: waitedWeights,
  measure: ({ weights }, { memory, options }) => {
    if (memory.kept.length === 0) return absent('No step has been seen yet')
    const parts = memory.kept.flatMap(({ since, state }) => {
      const layers = Object.entries(weights).map(([name, { values }]) => ({
        name,
        moved: squaredDistanceOf(values, sameLayer(state, name, `weights of step ${since}`).values),
        count: values.length,
      }))
      const all = {
        moved: sumOfWide(layers.map(({ moved }) => moved)),
        count: layers.reduce((sum, { count }) => sum + count, 0),
      }
      const mean = ({ moved, count }: typeof all) => plain({ ...moved, value: moved.value / count })
      const each = layers.map((layer) => [waitedPart(since, layer.name), mean(layer)] as const)
      return [[waitedPart(since), mean(all)] as const, ...(options.of === 'layers' ? each : [])]
    })
    return Object.fromEntries(parts)
  },
})
