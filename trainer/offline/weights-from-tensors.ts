import type { Probe } from '#probes/define.ts'
import type { Layer, Layers, MatrixView } from '#probes/inputs.ts'
import { doubledValues, roundingOf } from '#probes/maths/algebra/double.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import { chainFrom } from './chain-from-tensors.ts'
import type { Given, Source } from './given.ts'
import { layersFrom, parametersOf } from './layers-of-model.ts'
import { chosenLayers, viewOf } from './matrix-views.ts'
import { GRADIENT } from './naming.ts'
import { parametersIn } from './parameters.ts'
import { contents } from './wanted.ts'

/** With --model its parameters, else those of the file. `isAlone` where the probe reads nothing else of the file. */
export function weightsOf(given: Given, source: Source, isAlone = true): Layers {
  if (given.model !== null) return parametersOf(layersFrom(given, source))
  const { names } = parametersIn(given, source, isAlone)
  // What is measured beside other tensors can do without weights in part, and says so itself.
  if (names.length > 0 || !isAlone) return layersNamed(given, source, names)
  throw usageError(
    `${source.name} has no parameters (floating-point tensors that are nothing else by their names); it has ` +
      `${contents(source)}; name those that are with --weights`,
  )
}

/** These tensors in float64, those of --layers first, each with the way in which it is a matrix. */
function layersNamed(given: Given, source: Source, names: readonly string[]): Layers {
  const layers = chosenLayers(given, source, names)
  const ordered =
    (given.layers ?? []).length === 0 ? names : [...layers, ...names.filter((name) => !layers.includes(name))]
  return Object.fromEntries(
    ordered.map((name) => {
      const tensor = source.tensors[name] as Layer
      const view = layers.includes(name) ? viewOf(given, source, name) : null
      return [name, seen(tensor, view, () => doubledValues(tensor.values))]
    }),
  )
}

/** The same layer with other numbers, which are made when they are wanted. */
function seen(layer: Layer, asMatrix: MatrixView | null | undefined, values: () => Layer['values']): Layer {
  return lazyProperties<Layer>({
    shape: () => layer.shape,
    values,
    epsilon: () => roundingOf(layer),
    asMatrix: () => asMatrix as MatrixView | null,
  })
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
  return Object.fromEntries(Object.keys(ours).map((name) => [name, theirs[name] as Layer]))
}

export function difference(now: Layers, before: Layers): Layers {
  return Object.fromEntries(
    Object.entries(now).map(([name, layer]) => {
      const then = lazily(() => before[name]?.values)
      return [
        name,
        seen(layer, layer.asMatrix, () => Float64Array.from(layer.values, (value, i) => value - (then()?.[i] ?? 0))),
      ]
    }),
  )
}

/** By the names `grad.…`; computed where there is a model; else all parameters, if those are not the weights. */
export function gradientsOf(given: Given, source: Source, linalg: LinearAlgebra, { needs }: Probe): Layers {
  const named = gradientNames(source)
  if (named.length > 0) {
    const tensors = Object.fromEntries(
      named.map((name) => [name.slice(GRADIENT.length), source.tensors[name] as Layer]),
    )
    const gradients = { name: source.name, tensors }
    // With a network they lie as its weights do, whichever way the file has them.
    if (given.model !== null) return parametersOf(layersFrom(given, gradients))
    return layersNamed(given, gradients, Object.keys(tensors))
  }
  if (given.model === null && needs.includes('weights')) {
    throw usageError(
      `${source.name} has no tensor 'grad.…', the gradient of the weight of that name; it has ${contents(source)}`,
    )
  }
  if (given.model === null) return weightsOf(given, source)
  const objective = objectiveOf(chainFrom(given, source), linalg)
  const flat = objective.gradient(objective.parameters)
  return Object.fromEntries(
    objective.layers.map(({ name, shape, from }) => {
      const size = shape.reduce((product, length) => product * length, 1)
      return [name, { shape, values: flat.slice(from, from + size) }]
    }),
  )
}

const gradientNames = ({ tensors }: Source) => Object.keys(tensors).filter((name) => name.startsWith(GRADIENT))

export function second({ others: [other] }: Given, what: string): Source {
  if (other === undefined) throw usageError(`This probe needs ${what}; add --with FILE`)
  return other
}
