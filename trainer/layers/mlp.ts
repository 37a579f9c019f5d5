import type { ActivationName } from './activation.ts'
import { dense } from './dense.ts'
import { inARow } from './in-a-row.ts'
import type { NetworkLayer } from './layer.ts'
import { neurons } from './neurons.ts'
import type { InitialDraw } from './weights.ts'

export interface Mlp {
  /** Its matrices are `<name>.in` and `<name>.out`; its neurons are shown under the name itself. */
  readonly name: string
  readonly width: number
  readonly neurons: number
  readonly activation: ActivationName
  readonly begins: { readonly in: InitialDraw; readonly out: InitialDraw }
  readonly bias?: InitialDraw
}

/** Up to a row of neurons and down again, position by position: the other half of a transformer block. */
export function mlp({ name, width, neurons: count, activation, begins, bias }: Mlp): NetworkLayer {
  const biases = bias === undefined ? {} : { bias }
  return inARow([
    dense({ name: `${name}.in`, from: width, to: count, begins: begins.in, ...biases }),
    neurons(activation, name),
    dense({ name: `${name}.out`, from: count, to: width, begins: begins.out, ...biases }),
  ])
}
