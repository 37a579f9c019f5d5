import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** How many neurons have nothing to say. A dead one is 0 on every input and gets no gradient; a saturated one hardly any. */
export const deadUnits = defineProbe({
  id: 'dead-units',
  name: 'Dead units',
  symbol: 'N_0/N',
  formula: String.raw`\frac{1}{N_l} \sum_j \mathbf{1}\Bigl[\max_\mu \bigl\lvert h^{(l)}_{\mu j}\bigr\rvert = 0\Bigr]`,
  unit: '1',
  about:
    'Share of the units of each hidden layer that are 0 on the whole probe batch (ReLU), or, by the option, share ' +
    'of activations beyond 0.99 in magnitude (tanh and erf), where the slope has almost vanished',
  caveat:
    'On the probe batch only: a unit that is active for other inputs counts as dead. Saturation means something ' +
    'only for activations that are bounded by 1; smooth ones are never exactly 0',
  estimator: 'Exact over the probe batch, without tolerance',
  edges:
    'NaN is neither dead nor saturated, and an infinity is saturated; where a layer holds such activations, its part ' +
    'not-finite is their share. Absent where all are',
  reference: 'Lu et al. 2019, arXiv:1903.06733; Glorot & Bengio 2010, AISTATS, pp. 249–256',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(50),
  group: 'representations',
  output: scalars({ range: [0, 1] }),
  options: [
    {
      key: 'of',
      about: 'Units that are 0 on every example (dead), or activations beyond 0.99 in magnitude (saturated)',
      type: 'choice',
      default: 'dead',
      choices: ['dead', 'saturated'],
    },
  ],
  measure: ({ hidden }, { options }) => {
    if (Object.keys(hidden).length === 0) return absent('The network has no hidden layer')
    const shareOf = options.of === 'dead' ? dead : saturated
    const parts = Object.entries(hidden).flatMap(([name, activations]): [string, number | Absent][] => {
      const lost = activations.data.filter((value) => !Number.isFinite(value)).length / activations.data.length
      if (lost === 1) return [[name, absent(`All of '${name}' is NaN or infinite`)]]
      const share: [string, number] = [name, shareOf(activations)]
      return lost > 0 ? [share, [`${name}.not-finite`, lost]] : [share]
    })
    return Object.fromEntries(parts)
  },
})

function dead({ cols, data }: Matrix): number {
  const lives = new Uint8Array(cols)
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) lives[i % cols] = 1
  return lives.filter((alive) => alive === 0).length / cols
}

function saturated({ data }: Matrix): number {
  return data.filter((activation) => Math.abs(activation) > 0.99).length / data.length
}
