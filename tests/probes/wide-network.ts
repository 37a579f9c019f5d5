import type { ActivationName } from '#probes/maths/chain/activations.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { uniforms } from './random.ts'

/** A random network of equal layers on six random inputs: weights of variance σ_w²/N, biases of variance σ_b². */
export function wideNetwork(
  activation: ActivationName,
  weights: number,
  biases: number,
  depth: number,
  width: number,
  seed: number,
): Chain {
  const uniform = uniforms(seed)
  const normals = (rows: number, variance: number): Matrix => {
    const data = new Float64Array(rows * width)
    for (let at = 0; at < data.length; at++) {
      data[at] = Math.sqrt(-2 * variance * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
    }
    return { rows, cols: width, data }
  }
  const layers = Array.from({ length: depth }, (_, l) => ({
    name: `w${l + 1}`,
    weight: normals(width, weights / width),
    bias: biases === 0 ? null : { name: `b${l + 1}`, values: normals(1, biases).data },
    activation,
  }))
  const examples = { inputs: normals(6, 1), targets: normals(6, 1), labels: null }
  return { layers, loss: { kind: 'mse', reduction: 'mean' }, probe: examples, train: examples, test: null }
}
