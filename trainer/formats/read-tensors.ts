import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { usageError } from '#src/vocabulary/index.ts'
import { bytesOfFile, type Bytes } from './bytes.ts'
import { foreignByEnding, foreignFormat } from './foreign.ts'
import { tensorFromNpy } from './read-npy.ts'
import { tensorsFromNpz } from './read-npz.ts'
import { tensorsFromSafetensors } from './read-safetensors.ts'
import type { Tensors } from './tensor.ts'
import { namingFile, type Naming } from './whole-file.ts'

/** What each ending is read as. */
const formats: Readonly<Record<string, (bytes: Bytes, naming: Naming) => Tensors>> = {
  '.safetensors': tensorsFromSafetensors,
  '.npz': tensorsFromNpz,
  '.npy': (bytes, naming) => ({ x: tensorFromNpy(bytes, undefined, naming) }),
}

/** Whether a file is one of tensors, by its name. */
export function isTensorFile(path: string): boolean {
  return extname(path).toLowerCase() in formats
}

/**
 * The tensors of a .safetensors, .npz or .npy file (whose one array is `x`). Only its index is read, which says what
 * there is: whatever is wrong with the numbers of one is a usage error when they are wanted, and keeps nobody from the others.
 */
export function readTensors(path: string): Tensors {
  const read = formats[extname(path).toLowerCase()]
  if (read === undefined && !existsSync(path)) throw foreignByEnding(path) ?? unknownEnding(path)
  const bytes = bytesOfFile(path)
  const foreign = foreignFormat(path, bytes)
  if (foreign !== null) throw foreign
  if (read === undefined) throw unknownEnding(path)
  return namingFile(path, () => read(bytes, (work) => namingFile(path, work)))
}

function unknownEnding(path: string) {
  return usageError(`${path}: expected a file that ends in ${Object.keys(formats).join(', ')}`)
}
