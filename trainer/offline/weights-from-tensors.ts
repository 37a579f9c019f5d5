import type { Probe } from '#probes/define.ts'
import type { Layers } from '#probes/inputs.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { matrixOf } from '#probes/maths/algebra/layers.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'
import { chainFrom, layersFrom, parametersOf } from './chain-from-tensors.ts'
import type { Given, Source } from './given.ts'
import { contents, fine, GRADIENT, matricesIn } from './wanted.ts'

/** With --model its parameters, else every matrix of the file, turned to [in, out] where --layout says they are not. */
export function weightsOf(given: Given, source: Source, taken: readonly string[] = []): Layers {
  if (given.model !== null) return parametersOf(layersFrom(given, source))
  const layers = matricesIn(source, taken)
  if (given.layout !== 'out-in') return layers
  return Object.fromEntries(
    Object.entries(matricesByName(layers)).map(([name, matrix]) => {
      const { rows, cols, data, epsilon } = transposed(matrix)
      return [name, { shape: [rows, cols], values: data, ...(epsilon !== undefined && { epsilon }) }]
    }),
  )
}

/** The weights of another source, which has every layer of the input, in the same shape. */
export function alike(given: Given, source: Source): Layers {
  const theirs = weightsOf(given, source)
  const ours = weightsOf(given, given.input)
  for (const [name, { shape }] of Object.entries(ours)) {
    const other = theirs[name]
    if (other !== undefined && other.shape.join() === shape.join()) continue
    throw usageError(
      `${source.name}: expected '${name}' [${shape.join(', ')}] as in the input; it has ${contents(source)}`,
    )
  }
  return Object.fromEntries(Object.keys(ours).map((name) => [name, theirs[name] as Layers[string]]))
}

export function difference(now: Layers, before: Layers): Layers {
  return Object.fromEntries(
    Object.entries(now).map(([name, { shape, values }]) => [
      name,
      { shape, values: Float64Array.from(values, (value, i) => value - (before[name]?.values[i] ?? 0)) },
    ]),
  )
}

/** By the names `grad.…`; computed where there is a model; else all matrices, if those are not the weights. */
export function gradientsOf(given: Given, source: Source, linalg: LinearAlgebra, { needs }: Probe): Layers {
  const named = Object.entries(source.tensors).filter(([name]) => name.startsWith(GRADIENT))
  if (named.length > 0)
    return Object.fromEntries(named.map(([name, layer]) => [name.slice(GRADIENT.length), fine(layer)]))
  if (given.model === null && needs.includes('weights')) {
    throw usageError(
      `${source.name} has no tensor 'grad.…', the gradient of the weight of that name; it has ${contents(source)}`,
    )
  }
  if (given.model === null) return matricesIn(source)
  const objective = objectiveOf(chainFrom(given, source), linalg)
  const flat = objective.gradient(objective.parameters)
  return Object.fromEntries(
    objective.layers.map(({ name, shape, from }) => {
      const size = shape.reduce((product, length) => product * length, 1)
      return [name, { shape, values: flat.slice(from, from + size) }]
    }),
  )
}

export function second({ others: [other] }: Given, what: string): Source {
  if (other === undefined) throw usageError(`This probe needs ${what}; add --with FILE`)
  return other
}

export function matricesByName(layers: Layers): Record<string, Matrix> {
  return Object.fromEntries(
    Object.entries(layers).flatMap(([name, layer]) => {
      const matrix = matrixOf(layer)
      return matrix === null ? [] : [[name, matrix]]
    }),
  )
}
