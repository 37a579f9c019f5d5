import type { LogFile } from './log-file.ts'
import { openCursor } from './cursor.ts'
import { tfRecords } from './tfrecord.ts'

/** Bytes of a text file's first lines that say which it is. */
const FIRST = 16_384

/** The first two lines of a text file, its header and first row; null where they are not there yet. */
export function firstLines(file: LogFile): string | null {
  const room = Buffer.alloc(FIRST)
  const head = room.subarray(0, file.read(0, room))
  const lines = head.toString('latin1').split('\n', 3)
  return lines.length < 3 && head.length < FIRST ? null : `${lines[0]}\n${lines[1]}`
}

/** The first record of an event file: it says when the file was begun, to the microsecond. Null where it is not there yet. */
export function firstRecord(file: LogFile): string | null {
  const first = tfRecords(openCursor(file)).next().value
  return first.type === 'record' ? Buffer.from(first.data).toString('base64') : null
}
