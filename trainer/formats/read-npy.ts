import type { Layer } from '#probes/inputs.ts'
import { quoted, usageError } from '#src/vocabulary/index.ts'
import { bytesInMemory, type Bytes } from './bytes.ts'
import { decodedBudget } from './decoded-budget.ts'
import { elementsOf } from './element-types.ts'
import { damagedNpy, npyHeader, type NpyHeader } from './npy-header.ts'
import { tensorFrom, type Tensor } from './tensor.ts'
import { toBecomeNumbers } from './to-become-numbers.ts'
import type { Naming } from './whole-file.ts'

/** Parts of a file that are read when they are wanted. */
export interface NpyFile {
  readonly size: number
  /** At least so many of the first bytes, or all where there are fewer. */
  readonly beginning: (length: number) => Buffer
  readonly content: () => Buffer
}

/** The array of a NumPy file (format 1 to 3), in C order whatever the order of the file. */
export function tensorFromNpy(file: Buffer | Bytes, take = decodedBudget(), naming: Naming = (read) => read()): Tensor {
  const { size, read } = Buffer.isBuffer(file) ? bytesInMemory(file) : file
  return lazyTensor({ size, beginning: (length) => read(0, length), content: () => read(0, size) }, take, naming)
}

/** What the header says of an array; its numbers are read when they are wanted. */
export function lazyTensor(file: NpyFile, take: (bytes: number) => void, naming: Naming, check?: () => void): Tensor {
  const header = npyHeader(file.beginning, file.size)
  const { dtype, shape, type } = header
  const index = { shape, dtype, kind: type?.kind ?? null, ...(check && { check: () => naming(check) }) }
  return tensorFrom(index, () => naming(() => valuesOf(file, header, take)))
}

function valuesOf(
  file: NpyFile,
  { dtype, type, shape, start }: NpyHeader,
  take: (bytes: number) => void,
): Layer['values'] {
  if (type === null) throw usageError(`a NumPy array of type ${quoted(dtype)}; ${toBecomeNumbers(dtype)}`)
  take(((file.size - start) / type.bytes) * type.into.BYTES_PER_ELEMENT)
  const content = file.content()
  // Once more, now that the bytes are known to be those that were written.
  const header = npyHeader((length) => content.subarray(0, length), content.length)
  if (header.dtype !== dtype || header.shape.join() !== shape.join())
    throw damagedNpy('its header is not what its beginning said')
  const values = elementsOf(content.subarray(start), type, header.isLittle, 'the array')
  return header.isFortran ? rowMajor(values, shape) : values
}

/** From first index fastest to last index fastest. */
function rowMajor(values: Float32Array | Float64Array, shape: readonly number[]): Float32Array | Float64Array {
  const turned = values.slice()
  const index = shape.map(() => 0)
  for (const value of values) {
    turned[index.reduce((place, at, axis) => place * (shape[axis] ?? 1) + at, 0)] = value
    for (let axis = 0; axis < index.length; axis++) {
      index[axis] = ((index[axis] ?? 0) + 1) % (shape[axis] ?? 1)
      if (index[axis] !== 0) break
    }
  }
  return turned
}
