import { deserialize, serialize } from 'node:v8'
import type { Layer, Layers } from '#probes/inputs.ts'
import { messageOf, runtimeError, usageError } from '#src/vocabulary/index.ts'
import { layerFrom, type StoredTensor } from '#trainer/formats/read-safetensors.ts'
import type { WritableTensor } from '#trainer/formats/write-safetensors.ts'
import type { WeightsByLayer } from '#trainer/models/model.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { TrainingState } from '#trainer/systems/system-state.ts'

type Tensors = Readonly<Record<string, StoredTensor>>

/**
 * A checkpoint's tensors. The weights come under their layers' own names, so that whatever reads weights reads them; all
 * else has a folder before its name and is flat, so that who takes every matrix of a file (`phasescope measure`) takes
 * the weights and nothing else. Shapes are those of the weights.
 */
/** As it is spelled in the files, which keep their names. */
const OPTIMIZER = 'optimiser'
const BEFORE = 'before'
const TWO_BEFORE = 'two-before'
const PREVIOUS_GRADIENTS = 'previous-gradients'
const MEMORIES = 'memories'

export function tensorsOf({ state, memories }: Checkpoint): Record<string, WritableTensor> {
  const { weights, optimizer, before, twoBefore, previousGradients } = state
  const means = Object.entries(optimizer.means).flatMap(([mean, layers]) =>
    Object.entries(layers).map(([layer, values]) => [`${OPTIMIZER}/${mean}/${layer}`, flat(values)] as const),
  )
  return {
    ...tensorsOfWeights(weights),
    ...Object.fromEntries(means),
    ...flatLayers(BEFORE, before, weights),
    ...flatLayers(TWO_BEFORE, twoBefore, weights),
    ...flatLayers(PREVIOUS_GRADIENTS, previousGradients, weights),
    [MEMORIES]: flat(bytesOfMemories(memories)),
  }
}

export function tensorsOfWeights(weights: WeightsByLayer): WeightsByLayer {
  const taken = Object.keys(weights).find((layer) => !isLayer(layer))
  if (taken === undefined) return weights
  throw runtimeError(`Layer '${taken}' cannot be kept: expected a name without '/', and none that is '${MEMORIES}'`)
}

export function weightsFrom(tensors: Tensors): WeightsByLayer {
  const layers = Object.entries(tensors).filter(([name]) => isLayer(name))
  return Object.fromEntries(layers.map(([name, tensor]) => [name, single(layerFrom(tensor, name), name)]))
}

export function stateFrom(tensors: Tensors, step: number, updates: number): TrainingState {
  const weights = weightsFrom(tensors)
  const means = Object.entries(Object.groupBy(under(tensors, OPTIMIZER), ([name]) => name.split('/')[0] ?? ''))
  return {
    step,
    weights,
    optimizer: {
      updates,
      means: Object.fromEntries(
        means.map(([mean, layers = []]) => [
          mean,
          Object.fromEntries(
            layers.map(([name, tensor]) => [
              name.slice(mean.length + 1),
              single(layerFrom(tensor, `${OPTIMIZER}/${name}`), name).values,
            ]),
          ),
        ]),
      ),
    },
    before: shaped(tensors, BEFORE, weights),
    twoBefore: shaped(tensors, TWO_BEFORE, weights),
    previousGradients: shaped(tensors, PREVIOUS_GRADIENTS, weights),
  }
}

/**
 * What probes remember is theirs to shape: nested records, lists, maps, typed arrays, NaN. JSON would lose most of it, so
 * it is kept as a structured clone, which later versions of Node read too. It makes plain data only, never code.
 */
function bytesOfMemories(memories: Checkpoint['memories']): Uint8Array {
  try {
    return serialize(memories)
  } catch (error) {
    throw runtimeError(`What probes remember cannot be kept: expected plain data, got ${messageOf(error)}`, error)
  }
}

export function memoriesFrom(tensors: Tensors): Checkpoint['memories'] {
  const stored = tensors[MEMORIES]
  if (stored === undefined) throw usageError(`a damaged checkpoint: it has no tensor '${MEMORIES}'`)
  // In bytes of their own: the arrays that come out are views of them, and are written to.
  return deserialize(Buffer.from(stored.bytes)) as Checkpoint['memories']
}

const isLayer = (name: string) => name !== MEMORIES && !name.includes('/')

function flat<T extends WritableTensor['values']>(values: T): { shape: readonly number[]; values: T } {
  return { shape: [values.length], values }
}

function flatLayers(folder: string, layers: Layers | null, weights: WeightsByLayer): Record<string, WritableTensor> {
  const flattened = Object.entries(layers ?? {}).map(([layer, { shape, values }]) => {
    if (String(shape) !== String(weights[layer]?.shape)) {
      throw runtimeError(`${folder}/${layer}: expected the shape of the weights, got [${String(shape)}]`)
    }
    return [`${folder}/${layer}`, flat(values)]
  })
  return Object.fromEntries(flattened) as Record<string, WritableTensor>
}

/** The tensors of a folder in the shapes of the weights; null where there are none. */
function shaped(tensors: Tensors, folder: string, weights: WeightsByLayer): WeightsByLayer | null {
  const found = under(tensors, folder)
  if (found.length === 0) return null
  const layers = found.map(([layer, tensor]) => {
    const { values } = single(layerFrom(tensor, `${folder}/${layer}`), layer)
    const own = weights[layer]
    if (own?.values.length !== values.length) {
      throw usageError(`a damaged checkpoint: tensor '${folder}/${layer}' has not the size of the weights`)
    }
    return [layer, { shape: own.shape, values }] as const
  })
  return Object.fromEntries(layers)
}

function under(tensors: Tensors, folder: string): [string, StoredTensor][] {
  return Object.entries(tensors)
    .filter(([name]) => name.startsWith(`${folder}/`))
    .map(([name, tensor]) => [name.slice(folder.length + 1), tensor])
}

/** As float32, which is what training computes in. */
function single({ shape, values }: Layer, name: string): WeightsByLayer[string] {
  if (values instanceof Float32Array) return { shape, values }
  throw usageError(`a damaged checkpoint: tensor '${name}' is not float32`)
}
