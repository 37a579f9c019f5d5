import { extname } from 'node:path'
import type { Layer } from '#probes/inputs.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { tensorFromNpy, tensorsFromNpz } from './read-npy.ts'
import { tensorsFromSafetensors } from './read-safetensors.ts'
import { readWhole } from './whole-file.ts'

/** Named arrays of a file. Whole numbers and booleans become float64; float16 and bfloat16 become float32. */
export type Tensors = Readonly<Record<string, Layer>>

/** What each ending is read as. */
const formats: Readonly<Record<string, (bytes: Buffer) => Tensors>> = {
  '.safetensors': tensorsFromSafetensors,
  '.npz': tensorsFromNpz,
  '.npy': (bytes) => ({ x: tensorFromNpy(bytes) }),
}

/** The tensors of a .safetensors, .npz or .npy file (whose one array is `x`); a damaged file is a usage error. */
export function readTensors(path: string): Tensors {
  const read = formats[extname(path).toLowerCase()]
  if (read !== undefined) return readWhole(path, read)
  throw usageError(`${path}: expected a file that ends in ${Object.keys(formats).join(', ')}`)
}
