import type { Cursor } from './cursor.ts'
import type { Pause } from './row.ts'

/** Bytes after which others may have their turn: a few milliseconds' work. */
const MANY = 1 << 20

export const PAUSE: Pause = { type: 'pause' }

/** Says whether so much was read since it last said so. */
export function pausesIn(cursor: Cursor): () => boolean {
  let paused = cursor.at
  return () => {
    if (cursor.at - paused < MANY) return false
    paused = cursor.at
    return true
  }
}
