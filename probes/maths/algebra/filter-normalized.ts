import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Objective } from '#probes/inputs.ts'
import { normalVector } from './vectors.ts'
import { rootOfRatio, squaresOf } from './wide.ts'

/**
 * A random direction in which the weights into each neuron have the length that they have in the network (Li et al.
 * 2018), so that a step of 1 means the same however the layers are scaled. The last axis of a layer counts neurons;
 * biases and other vectors do not move.
 */
export function filterNormalizedDirection(
  { layers, parameters }: Pick<Objective, 'layers' | 'parameters'>,
  random: RandomStream,
): Float64Array {
  const direction = normalVector(parameters.length, random)
  for (const { shape, from } of layers) {
    const size = shape.reduce((product, length) => product * length, 1)
    const neurons = shape.length < 2 ? 0 : (shape.at(-1) ?? 0)
    if (neurons === 0) direction.fill(0, from, from + size)
    for (let neuron = 0; neuron < neurons; neuron++) {
      const into = (of: Float64Array) =>
        Float64Array.from({ length: size / neurons }, (_, i) => of[from + neuron + i * neurons] as number)
      const factor = rootOfRatio(squaresOf(into(parameters)), squaresOf(into(direction)))
      for (let at = from + neuron; at < from + size; at += neurons) {
        direction[at] = (direction[at] as number) * factor
      }
    }
  }
  return direction
}
