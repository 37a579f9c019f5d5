import type { Split } from '#trainer/data/index.ts'
import {
  dense,
  neurons,
  normal,
  scalesOf,
  type ActivationName,
  type NetworkLayer,
  type Parametrization,
  type Role,
} from '#trainer/layers/index.ts'
import { pointsEnter, type EnteringBatch } from './entrance.ts'
import { layered } from './layered.ts'
import type { Model } from './model.ts'

export interface ParametrizedMlp {
  readonly inputs: number
  readonly width: number
  readonly hiddenLayers: number
  readonly outputs: number
  readonly activation: ActivationName
  readonly parametrization: Parametrization
  /** At which muP is the standard parametrization. */
  readonly baseWidth: number
  readonly optimizer: 'sgd' | 'adam'
}

/** A network of dense layers whose sizes enter as its parametrization has it, and the rates of its layers. */
export function parametrizedMlp(card: ParametrizedMlp) {
  const { inputs, width, hiddenLayers, outputs, activation } = card
  const widths = [inputs, ...Array<number>(hiddenLayers).fill(width), outputs]
  const placed = widths.slice(1).map((to, l) => {
    const role: Role = l === hiddenLayers ? 'output' : l === 0 ? 'input' : 'hidden'
    const from = widths[l] as number
    const { multiplier, deviation, rate } = scalesOf(card.parametrization, { ...card, role, fanIn: from })
    const name = `w${l + 1}`
    return {
      layer: dense({ name, from, to, begins: normal(deviation), multiplier }),
      name,
      size: from * to,
      factor: rate,
    }
  })
  const layers = placed.flatMap(({ layer }, l): NetworkLayer[] =>
    l === hiddenLayers ? [layer] : [layer, neurons(activation, `h${l + 1}`)],
  )
  const head = `w${hiddenLayers + 1}`
  return {
    model: layered({ entrance: pointsEnter, layers, head }) as Model<EnteringBatch, Split>,
    rates: placed.map(({ name, size, factor }) => ({ name, size, factor })),
  }
}
