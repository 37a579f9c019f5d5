import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Layer } from './inputs.ts'
import { sameLayer } from './maths/algebra/layers.ts'

/** The share of yesterday in an average over about 100 steps. */
const KEPT = 0.99

/** Averages of −2 θ·Δθ and of ‖Δθ‖², by layer. */
type Balance = Readonly<Record<string, { readonly drift: number; readonly noise: number }>>

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
      const layers = Object.entries(updates).map(([name, update]) => ({
        name,
        ...balanceOf(sameLayer(weights, name, 'weights'), update),
      }))
      const sum = (of: 'drift' | 'noise') => layers.reduce((all, layer) => all + layer[of], 0)
      const all = [{ name: 'total', drift: sum('drift'), noise: sum('noise') }, ...layers]
      const mixed = (old: number | undefined, now: number) => (old === undefined ? now : KEPT * old + (1 - KEPT) * now)
      return Object.fromEntries(
        all.map(({ name, drift, noise }) => {
          const old = before?.[name]
          return [name, { drift: mixed(old?.drift, drift), noise: mixed(old?.noise, noise) }]
        }),
      )
    },
  },
  // The memory has read the updates of this step already.
  measure: (_inputs, { memory }) => {
    if (memory === null) return absent('There is no update before step 1')
    return Object.fromEntries(
      Object.entries(memory).map(([name, { drift, noise }]) => [
        name,
        noise === 0 ? absent('No update has moved the weights') : drift / noise,
      ]),
    )
  },
})

function balanceOf(weights: Layer, update: Layer): { drift: number; noise: number } {
  let drift = 0
  let noise = 0
  for (let i = 0; i < update.values.length; i++) {
    const moved = update.values[i] ?? 0
    drift -= 2 * ((weights.values[i] ?? 0) - moved) * moved
    noise += moved ** 2
  }
  return { drift, noise }
}
