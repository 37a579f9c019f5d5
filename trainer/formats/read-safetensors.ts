import type { Layer } from '#probes/inputs.ts'
import { decodedBudget } from './decoded-budget.ts'
import { elementsOf } from './element-types.ts'
import { headerFrom, typeNamed } from './safetensors-header.ts'
import { readWhole } from './whole-file.ts'

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
export function readSafetensors(path: string): Record<string, Layer> {
  return readWhole(path, tensorsFromSafetensors)
}

export function tensorsFromSafetensors(file: Buffer): Record<string, Layer> {
  const { tensors } = safetensorsFrom(file)
  const take = decodedBudget()
  for (const [name, { dtype, bytes }] of Object.entries(tensors)) {
    const { bytes: each, into } = typeNamed(dtype, name)
    take((bytes.length / each) * into.BYTES_PER_ELEMENT)
  }
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, layerFrom(tensor, name)]))
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
  return { shape, values: elementsOf(bytes, typeNamed(dtype, name), true) }
}
