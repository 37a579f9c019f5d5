import { basename, extname } from 'node:path'
import type { LogFile } from './log-file.ts'
import { openCursor } from './cursor.ts'
import { tfRecords } from './tfrecord.ts'
import { WANDB_HEAD } from './wandb.ts'

/** Who wrote a log, as far as that says how it is read. */
export type Format = 'tensorboard' | 'wandb' | 'trackio' | 'parquet' | 'csv' | 'json'

const SQLITE = Buffer.from('SQLite format 3\0', 'latin1')
const PARQUET = Buffer.from('PAR1', 'latin1')
const LOOK = 4096

/** The format of a file by its bytes; by its name where it is empty, or text. Null where it is none. */
export function formatOf(file: LogFile): Format | null {
  const room = Buffer.alloc(LOOK)
  const head = room.subarray(0, file.read(0, room))
  if (head.length === 0) return isEventFile(file.path) ? 'tensorboard' : null
  if (head.subarray(0, 4).equals(WANDB_HEAD.subarray(0, 4))) return 'wandb'
  if (head.subarray(0, 4).equals(PARQUET)) return 'parquet'
  if (head.subarray(0, SQLITE.length).equals(SQLITE)) return 'trackio'
  if (isEventFile(file.path) || beginsWithRecord(file)) return 'tensorboard'
  return textFormat(head, file.path)
}

/** TensorBoard's own rule of what is a file of events. */
export function isEventFile(path: string): boolean {
  return basename(path).includes('tfevents')
}

function beginsWithRecord(file: LogFile): boolean {
  return tfRecords(openCursor(file)).next().value.type === 'record'
}

function textFormat(head: Buffer, path: string): Format | null {
  const ending = extname(path).toLowerCase()
  if (['.csv', '.tsv'].includes(ending)) return 'csv'
  if (['.jsonl', '.ndjson'].includes(ending)) return 'json'
  if (head.includes(0)) return null
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (text.startsWith('{')) return 'json'
  return /^[^\n]*[,;\t]/.test(text) ? 'csv' : null
}
