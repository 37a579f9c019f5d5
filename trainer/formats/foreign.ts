import { basename, extname } from 'node:path'
import { PhasescopeError, usageError, visible } from '#src/vocabulary/index.ts'
import type { Bytes } from './bytes.ts'
import { FOREIGN, type Foreign, type Looked } from './foreign-formats.ts'
import { zipDirectory } from './zip-directory.ts'

const NUMPY = Buffer.from('\x93NUMPY', 'latin1')
const ZIP = Buffer.from('PK\x03\x04', 'latin1')
/** More than the longest sign, and where a MATLAB file of today has that of HDF5. */
const LOOK = 1024

/** Why a file cannot be read for what it is, with what to do; null where it may be what its ending says, or is not known. */
export function foreignFormat(path: string, bytes: Bytes): PhasescopeError | null {
  const head = bytes.read(0, LOOK)
  const ending = extname(path).toLowerCase()
  if (ending === '.safetensors' && head[8] === BRACE) return null // its first bytes are a length, which may be any
  const looked = { head, ending, names: namesIn(head, bytes) }
  const found = FOREIGN.find(({ isIt }) => isIt?.(looked) === true)
  if (found !== undefined) return refusal(path, found)
  const own = ownEnding(looked)
  if (own === null || OWN.includes(ending)) return foreignByEnding(path)
  return usageError(`${visible(path)}: ${own.what}; rename it so that it ends in ${own.ending}`)
}

/** The same by its name alone. */
export function foreignByEnding(path: string): PhasescopeError | null {
  const found = FOREIGN.find(({ endings }) => endings.includes(extname(path).toLowerCase()))
  return found === undefined ? null : refusal(path, found)
}

const BRACE = 0x7b
const OWN = ['.safetensors', '.npz', '.npy']

function ownEnding({ head, names }: Looked): { readonly what: string; readonly ending: string } | null {
  if (head.subarray(0, 6).equals(NUMPY)) return { what: 'a NumPy array', ending: '.npy' }
  if (names.some((name) => name.endsWith('.npy'))) return { what: 'an archive of NumPy arrays', ending: '.npz' }
  return head[8] === BRACE ? { what: 'a safetensors file', ending: '.safetensors' } : null
}

function refusal(path: string, { what, lines }: Foreign): PhasescopeError {
  const to = `${basename(path, extname(path))}.safetensors`
  const [first, second] = lines(pythonText(path), pythonText(to))
  return usageError(`${visible(path)}: ${what}; save its tensors as ${visible(to)} in Python:\n  ${first}\n  ${second}`)
}

function pythonText(text: string): string {
  return `'${visible(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** None where the archive cannot be read: that is then said by whoever reads it. */
function namesIn(head: Buffer, bytes: Bytes): readonly string[] {
  if (!head.subarray(0, 4).equals(ZIP)) return []
  try {
    return zipDirectory(bytes).map(({ name }) => name)
  } catch (error) {
    if (error instanceof PhasescopeError) return []
    throw error
  }
}
