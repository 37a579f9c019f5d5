import { deserialize, serialize } from 'node:v8'
import type { Layer } from '#probes/inputs.ts'
import { isRecord, messageOf, runtimeError, usageError } from '#src/vocabulary/index.ts'
import { layerFrom, type StoredTensor, type WritableTensor } from '#trainer/formats/index.ts'
import { isPlain, type NamedTensors } from '#trainer/systems/index.ts'
import type { Checkpoint } from './checkpoint.ts'

type Stored = Readonly<Record<string, StoredTensor>>

const MEMORIES = 'memories'
const SHAPES = 'shapes'
const RESERVED: readonly string[] = [MEMORIES, SHAPES]

/**
 * A checkpoint's tensors, as the system names them. The weights have plain names, so that whatever reads weights reads
 * them; all else is written flat, so that who takes every matrix of a file (`phasescope measure`) takes the weights and
 * nothing else. What shapes these have is written beside them, where one has any.
 */
export function tensorsOf({ state, memories }: Checkpoint): Record<string, WritableTensor> {
  const bytes = bytesOfMemories(memories)
  return { ...asWritten(state.tensors), [MEMORIES]: { shape: [bytes.length], values: bytes } }
}

export function asWritten(tensors: NamedTensors): Record<string, WritableTensor> {
  const shapes = new Map<string, readonly number[]>()
  const written: Record<string, WritableTensor> = {}
  for (const [name, tensor] of Object.entries(tensors)) {
    if (RESERVED.includes(name))
      throw runtimeError(`Tensor '${name}' cannot be stored in a checkpoint: the name is reserved; rename it`)
    const isFlat = isPlain(name) || tensor.shape.length === 1
    if (!isFlat) shapes.set(name, tensor.shape)
    written[name] = isFlat ? tensor : { ...tensor, shape: [tensor.values.length] }
  }
  if (shapes.size === 0) return written
  const bytes = Buffer.from(JSON.stringify(Object.fromEntries(shapes)))
  return { ...written, [SHAPES]: { shape: [bytes.length], values: Uint8Array.from(bytes) } }
}

/** All that the system had, and not what probes remember. */
export function tensorsFrom(stored: Stored): NamedTensors {
  const shapes = shapesFrom(stored)
  const own = Object.entries(stored).filter(([name]) => !RESERVED.includes(name))
  return Object.fromEntries(
    own.map(([name, tensor]) => [name, shaped(layerFrom(tensor, name), shapes.get(name), name)] as const),
  )
}

function shapesFrom(stored: Stored): ReadonlyMap<string, unknown> {
  const tensor = stored[SHAPES]
  if (tensor === undefined) return new Map()
  const shapes: unknown = JSON.parse(Buffer.from(tensor.bytes).toString())
  if (!isRecord(shapes)) throw damagedShape('shapes', shapes)
  return new Map(Object.entries(shapes))
}

function shaped(layer: Layer, shape: unknown, name: string): Layer {
  if (shape === undefined) return layer
  const isRight = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  if (!isRight || shape.reduce((product: number, size: number) => product * size, 1) !== layer.values.length)
    throw damagedShape(name, shape)
  return { ...layer, shape }
}

function damagedShape(name: string, shape: unknown): Error {
  return usageError(`a damaged checkpoint: '${name}' has as its shape ${JSON.stringify(shape).slice(0, 100)}`)
}

export function weightsFrom(stored: Stored): NamedTensors {
  return tensorsFrom(Object.fromEntries(Object.entries(stored).filter(([name]) => isPlain(name))))
}

/**
 * What probes remember is theirs to shape: nested records, lists, maps, typed arrays, NaN. JSON would lose most of it, so
 * it is kept as a structured clone, which later versions of Node read too. It makes plain data only, never code.
 */
function bytesOfMemories(memories: Checkpoint['memories']): Uint8Array {
  try {
    return serialize(memories)
  } catch (error) {
    throw runtimeError(
      `The memory of probes cannot be stored in a checkpoint: expected plain data, got ${messageOf(error)}`,
      error,
    )
  }
}

export function memoriesFrom(stored: Stored): Checkpoint['memories'] {
  const tensor = stored[MEMORIES]
  if (tensor === undefined) throw usageError(`a damaged checkpoint: it has no tensor '${MEMORIES}'`)
  // In bytes of their own: the arrays that come out are views of them, and are written to.
  return deserialize(Buffer.from(tensor.bytes)) as Checkpoint['memories']
}
