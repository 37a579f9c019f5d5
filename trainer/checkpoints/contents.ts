import { deserialize, serialize } from 'node:v8'
import { messageOf, runtimeError, usageError } from '#src/vocabulary/index.ts'
import { layerFrom, type StoredTensor, type WritableTensor } from '#trainer/formats/index.ts'
import { isPlain, type NamedTensors } from '#trainer/systems/index.ts'
import type { Checkpoint } from './checkpoint.ts'

type Stored = Readonly<Record<string, StoredTensor>>

const MEMORIES = 'memories'

/**
 * A checkpoint's tensors, as the system names them. The weights have plain names, so that whatever reads weights reads
 * them; all else is flat, so that who takes every matrix of a file (`phasescope measure`) takes the weights and nothing
 * else.
 */
export function tensorsOf({ state, memories }: Checkpoint): Record<string, WritableTensor> {
  const bytes = bytesOfMemories(memories)
  return { ...asWritten(state.tensors), [MEMORIES]: { shape: [bytes.length], values: bytes } }
}

export function asWritten(tensors: NamedTensors): NamedTensors {
  for (const [name, { shape }] of Object.entries(tensors)) {
    if (name === MEMORIES)
      throw runtimeError(`Tensor '${name}' cannot be stored in a checkpoint: the name is reserved; rename it`)
    if (!isPlain(name) && shape.length !== 1)
      throw runtimeError(`${name}: expected a flat tensor, since it has a folder, got [${String(shape)}]`)
  }
  return tensors
}

/** All that the system had, and not what probes remember. */
export function tensorsFrom(stored: Stored): NamedTensors {
  const own = Object.entries(stored).filter(([name]) => name !== MEMORIES)
  return Object.fromEntries(own.map(([name, tensor]) => [name, layerFrom(tensor, name)]))
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
