import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import type { Chain, DenseLayer } from './chain.ts'
import { firstExamples } from './first-examples.ts'
import { forward, type Forward } from './forward.ts'

/** The whole probe batch on its way through the chain, in float64; computed once for all probes of a step. */
export function probeForward(
  chain: Chain,
  linalg: LinearAlgebra,
): Forward & { readonly layers: readonly DenseLayer[] } {
  return passesOf(chain.layers)(chain.probe.inputs.data, chain, linalg)
}

/** By the weights and by the inputs, since a null model may change either. */
const passesOf = oncePerArray((_layers: object) =>
  oncePerArray((_inputs: object, chain: Chain, linalg: LinearAlgebra) => {
    const { layers, inputs } = firstExamples(chain, Infinity)
    return { layers, ...forward(layers, inputs, linalg) }
  }),
)
