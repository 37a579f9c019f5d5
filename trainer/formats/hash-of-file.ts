import { createHash } from 'node:crypto'
import { bytesOfFile } from './bytes.ts'
import { namingFile } from './whole-file.ts'

const PIECE = 16 * 1024 * 1024

/** SHA-256 of the bytes of a file, a piece of it in memory at a time. */
export function hashOfFile(path: string): string {
  const { size, read } = bytesOfFile(path)
  const hash = createHash('sha256')
  return namingFile(path, () => {
    for (let at = 0; at < size; at += PIECE) hash.update(read(at, Math.min(PIECE, size - at)))
    return hash.digest('hex')
  })
}
