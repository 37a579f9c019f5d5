import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sameLayer } from './maths/algebra/layers.ts'
import { innerOf, ratioOf, squaresOf, sumOfWide, type Wide } from './maths/algebra/wide.ts'

/** The share of yesterday in an average over about 100 steps. */
const KEPT = 0.99

/** Averages of θ_t·Δθ_t and of ‖Δθ_t‖², by layer; −2 θ_{t−1}·Δθ_t is twice their difference. */
type Balance = Readonly<Record<string, { readonly pull: Wide; readonly noise: Wide }>>

/** Whether the weights have come to rest on average: what pulls them in and what noise adds to their norm then balance. */
export const fluctuationDissipationRelation = defineProbe({
  id: 'fluctuation-dissipation-relation',
  name: 'Fluctuation–dissipation relation of the updates',
  symbol: '−2⟨θ·Δθ⟩/⟨‖Δθ‖²⟩',
  formula: String.raw`\frac{-2\,\langle \theta_{t-1} \cdot \Delta\theta_t \rangle}{\langle \lVert \Delta\theta_t \rVert^2 \rangle}, \qquad \text{for } \Delta\theta = -\eta g: \quad \frac{2\,\langle \theta \cdot g \rangle}{\eta\,\langle \lVert g \rVert^2 \rangle}`,
  unit: '1',
  about:
    'Pull towards the origin over the noise that the updates add, averaged over about 100 steps, for each layer and ' +
    'for all of them: 1 in a stationary state, whatever the loss, as Yaida’s first relation has it; below 1 while the ' +
    'norm grows, above it while it shrinks',
  caveat:
    'Being 1 is necessary for a stationary state, not sufficient: a norm that is constant for another reason, as that of a ' +
    'normalized layer, satisfies it too. While the weights still travel it is far from 1, of either sign. Averages from the ' +
    'step at which the probe was attached',
  estimator:
    'Exact sums in float64 of every update; exponential averages of numerator and denominator, 0.99 of yesterday, that ' +
    'start at the first update',
  edges:
    'Absent before the first update, and where no update has moved the layer; NaN from the first update that holds one',
  reference: 'Yaida 2018, arXiv:1810.00004',
  needs: ['weights', 'updates'],
  cost: 'free',
  cadence: every(10),
  group: 'gradients',
  output: scalars({ headline: 'total' }),
  options: [],
  theory: [
    {
      label: 'Stationary state',
      formula: String.raw`2\,\langle \theta \cdot g \rangle = \eta\,\langle \lVert g \rVert^2 \rangle`,
      value: 1,
      reference: 'Yaida 2018, arXiv:1810.00004',
    },
  ],
  memory: {
    initial: null as Balance | null,
    next: (before, { weights, updates }) => {
      if (updates === null) return before
      const layers = Object.entries(updates).map(([name, { values }]) => ({
        name,
        pull: innerOf(sameLayer(weights, name, 'weights').values, values),
        noise: squaresOf(values),
      }))
      const sum = (of: 'pull' | 'noise') => sumOfWide(layers.map((layer) => layer[of]))
      const all = [{ name: 'total', pull: sum('pull'), noise: sum('noise') }, ...layers]
      return Object.fromEntries(
        all.map(({ name, pull, noise }) => {
          const old = before?.[name]
          return [name, { pull: averaged(old?.pull, pull), noise: averaged(old?.noise, noise) }]
        }),
      )
    },
  },
  // The memory has read the updates of this step already.
  measure: (_inputs, { memory }) => {
    if (memory === null) return absent('There is no update before step 1')
    return Object.fromEntries(
      Object.entries(memory).map(([name, { pull, noise }]) => [
        name,
        noise.value === 0 ? absent('No update has moved the weights') : 2 - 2 * ratioOf(pull, noise),
      ]),
    )
  },
})

function averaged(before: Wide | undefined, now: Wide): Wide {
  if (before === undefined) return now
  return sumOfWide([
    { ...before, value: KEPT * before.value },
    { ...now, value: (1 - KEPT) * now.value },
  ])
}
