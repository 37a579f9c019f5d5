import type { Layer } from '#probes/inputs.ts'
import { quoted, usageError, visible } from '#src/vocabulary/index.ts'
import { bytesInMemory, bytesOfFile, type Bytes } from './bytes.ts'
import { decodedBudget } from './decoded-budget.ts'
import { elementsOf, elementTypeNamed, type ElementType } from './element-types.ts'
import { headerFrom, headerOf, type TensorEntry } from './safetensors-header.ts'
import { tensorFrom, type Tensor } from './tensor.ts'
import { toBecomeNumbers } from './to-become-numbers.ts'
import { namingFile, type Naming } from './whole-file.ts'

/** A tensor as the file has it. */
export interface StoredTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  /** A stretch of the file, little end first. */
  readonly bytes: Uint8Array
}

/** All of a safetensors file. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>
  /** In the order of the header. */
  readonly tensors: Readonly<Record<string, StoredTensor>>
}

/** The tensors of the file at this path, by name; a damaged file is a usage error. */
export function readSafetensors(path: string): Record<string, Tensor> {
  const bytes = bytesOfFile(path)
  return namingFile(path, () => tensorsFromSafetensors(bytes, (read) => namingFile(path, read)))
}

/** What a header lists; `naming` says of which file it is when numbers that are wanted later cannot be read. */
export function tensorsFromSafetensors(
  file: Buffer | Bytes,
  naming: Naming = (read) => read(),
): Record<string, Tensor> {
  const bytes = Buffer.isBuffer(file) ? bytesInMemory(file) : file
  const { entries, start } = headerOf(bytes)
  const take = decodedBudget()
  return Object.fromEntries(entries.map((entry) => [entry.name, lazyTensor(entry)]))

  function lazyTensor({ name, dtype, shape, from, to }: TensorEntry): Tensor {
    const type = elementTypeNamed(dtype)
    return tensorFrom({ shape, dtype, kind: type?.kind ?? null }, () =>
      naming(() => {
        const known = type ?? typeNamed(dtype, name)
        take(((to - from) / known.bytes) * known.into.BYTES_PER_ELEMENT)
        const found = bytes.read(start + from, to - from)
        if (found.length !== to - from) throw usageError(`the numbers of tensor ${quoted(name)} are cut off`)
        return layerFrom({ dtype, shape, bytes: found }, name).values
      }),
    )
  }
}

/** The file taken apart: the length of a JSON header in eight bytes, the header, then the numbers, little end first. */
export function safetensorsFrom(file: Buffer): Safetensors {
  const { metadata, entries, start } = headerFrom(file, file.length)
  const tensors = Object.fromEntries(
    entries.map(({ name, dtype, shape, from, to }) => {
      return [name, { dtype, shape, bytes: file.subarray(start + from, start + to) }]
    }),
  )
  return { metadata, tensors }
}

/** A tensor's numbers; the name is for errors. */
export function layerFrom({ dtype, shape, bytes }: StoredTensor, name: string): Layer {
  const type = typeNamed(dtype, name)
  return { shape, values: elementsOf(bytes, type, true, `tensor ${quoted(name)}`) }
}

function typeNamed(dtype: string, name: string): ElementType {
  const type = elementTypeNamed(dtype)
  if (type !== undefined) return type
  throw usageError(`tensor ${quoted(name)} is of type ${visible(dtype)}; ${toBecomeNumbers(dtype)}`)
}
