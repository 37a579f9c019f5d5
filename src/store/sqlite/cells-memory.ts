import type { Cells } from '#src/series/cells.ts'
import { cellsFrom } from '#src/store/blob.ts'
import type { Database } from './database.ts'
import { memoryOf, keepNewest } from './memory.ts'

/** Levels that are remembered: of at most 1,024 cells each, some 256 as a rule, so 20 MB at most and 5 as a rule. */
const REMEMBERED = 512

interface Read {
  readonly blob: Uint8Array
  readonly cells: Cells
}

/**
 * The cells of a level from its bytes, or null if these are damaged. The same few levels are read for every look at a
 * chart, and unpacking is a quarter of its cost: so cells are remembered with the bytes that they came from. Whoever asks
 * again shows what the file holds now, and only the very same bytes are the same cells. They are read, never given away.
 */
export function cellsOfLevel(db: Database, key: number, blob: unknown): Cells | null {
  const memory = memoryOf<number, Read>(db, 'cells')
  const known = memory.get(key)
  const isSame = known !== undefined && blob instanceof Uint8Array && Buffer.compare(known.blob, blob) === 0
  const cells = isSame ? known.cells : cellsFrom(blob, ['cells', key])
  if (cells === null) memory.delete(key)
  else keepNewest(memory, key, isSame ? known : { blob: blob as Uint8Array, cells }, REMEMBERED)
  return cells
}
