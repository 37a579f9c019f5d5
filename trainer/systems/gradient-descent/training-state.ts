import type { Layers } from '#probes/inputs.ts'
import { runtimeError, usageError } from '#src/vocabulary/index.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'
import type { OptimizerState } from '#trainer/optimizers/index.ts'
import { isPlain, weightsOf, type NamedTensors, type SystemState } from '../system-state.ts'

/** All that training needs to go on from a step as if it had never stopped. */
export interface TrainingState {
  readonly step: number
  readonly weights: WeightsByLayer
  readonly optimizer: OptimizerState
  /** One step ago; null at step 0. */
  readonly before: WeightsByLayer | null
  /** Two steps ago; null before step 2. */
  readonly twoBefore: WeightsByLayer | null
  /** The gradient of the last update, in float32; null at step 0. */
  readonly previousGradients: Layers | null
}

/** Folders of what is remembered, spelled as in the files of before, which keep their names. */
const OPTIMIZER = 'optimiser'
const BEFORE = 'before'
const TWO_BEFORE = 'two-before'
const PREVIOUS_GRADIENTS = 'previous-gradients'

/** The weights under their layers' own names, and flat in folders what else training remembers. Nothing is copied. */
export function systemStateOf(training: TrainingState): SystemState {
  const { step, weights, optimizer, before, twoBefore, previousGradients } = training
  const taken = Object.keys(weights).find((layer) => !isPlain(layer))
  if (taken !== undefined)
    throw runtimeError(`Layer '${taken}' cannot be stored in a checkpoint: expected a name without '/'`)
  const means = Object.entries(optimizer.means).flatMap(([mean, layers]) =>
    Object.entries(layers).map(([layer, values]) => [`${OPTIMIZER}/${mean}/${layer}`, flat(values)] as const),
  )
  return {
    step,
    tensors: {
      ...weights,
      ...Object.fromEntries(means),
      ...flatLayers(BEFORE, before, weights),
      ...flatLayers(TWO_BEFORE, twoBefore, weights),
      ...flatLayers(PREVIOUS_GRADIENTS, previousGradients, weights),
    },
    numbers: { updates: optimizer.updates },
  }
}

/** The other way; the shapes of what is flat are those of the weights. */
export function trainingStateOf({ step, tensors, numbers }: SystemState): TrainingState {
  const weights = inSingle(weightsOf({ tensors }))
  const { updates } = numbers
  if (updates === undefined) throw damaged('it lacks the number of updates that its optimizer has made')
  const byMean = Object.groupBy(Object.entries(under(tensors, OPTIMIZER)), ([name]) => name.split('/')[0] ?? '')
  const means = Object.entries(byMean).map(([mean, layers = []]) => [
    mean,
    Object.fromEntries(layers.map(([name, { values }]) => [name.slice(mean.length + 1), values])),
  ])
  return {
    step,
    weights,
    optimizer: { updates, means: Object.fromEntries(means) as OptimizerState['means'] },
    before: shaped(tensors, BEFORE, weights),
    twoBefore: shaped(tensors, TWO_BEFORE, weights),
    previousGradients: shaped(tensors, PREVIOUS_GRADIENTS, weights),
  }
}

/** As float32, which is what training computes in. */
export function inSingle(tensors: NamedTensors): WeightsByLayer {
  const layers = Object.entries(tensors).map(([name, { shape, values }]) => {
    if (!(values instanceof Float32Array)) throw damaged(`tensor '${name}' is not float32`)
    return [name, { shape, values }] as const
  })
  return Object.fromEntries(layers)
}

function flat<T extends Float32Array | Float64Array>(values: T): { shape: readonly number[]; values: T } {
  return { shape: [values.length], values }
}

function flatLayers(folder: string, layers: Layers | null, weights: WeightsByLayer): NamedTensors {
  const flattened = Object.entries(layers ?? {}).map(([layer, { shape, values }]) => {
    if (String(shape) !== String(weights[layer]?.shape)) {
      throw runtimeError(`${folder}/${layer}: expected the shape of the weights, got [${String(shape)}]`)
    }
    return [`${folder}/${layer}`, flat(values)] as const
  })
  return Object.fromEntries(flattened)
}

/** The tensors of a folder in the shapes of the weights; null where there are none. */
function shaped(tensors: NamedTensors, folder: string, weights: WeightsByLayer): WeightsByLayer | null {
  const layers = Object.entries(under(tensors, folder)).map(([layer, { values }]) => {
    const own = weights[layer]
    if (own?.values.length !== values.length)
      throw damaged(`tensor '${folder}/${layer}' does not have the size of the weights`)
    return [layer, { shape: own.shape, values }] as const
  })
  return layers.length === 0 ? null : Object.fromEntries(layers)
}

/** What lies in a folder, by the rest of its name. */
function under(tensors: NamedTensors, folder: string): WeightsByLayer {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(`${folder}/`))
  const named = Object.entries(inSingle(Object.fromEntries(found)))
  return Object.fromEntries(named.map(([name, tensor]) => [name.slice(folder.length + 1), tensor]))
}

function damaged(what: string) {
  return usageError(`a damaged checkpoint: ${what}`)
}
