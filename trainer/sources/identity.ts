import type { LogFile } from './log-file.ts'
import { openCursor } from './cursor.ts'
import { tfRecords } from './tfrecord.ts'

/** Bytes of a text file's first lines that say which it is. */
const FIRST = 16_384

/**
 * The first lines of a text file, such as its header and first row. Null where they are not there yet; the last of them may be without
 * an end where `isQuiet`, since nobody is about to write it.
 */
export function firstLines(file: LogFile, count: number, isQuiet: boolean): string | null {
  const room = Buffer.alloc(FIRST)
  const head = room.subarray(0, file.read(0, room))
  const lines = head.toString('latin1').split('\n')
  const ended = head.length === FIRST ? lines.length : lines.length - 1
  const there = isQuiet && lines.at(-1) !== '' ? lines.length : ended
  return there < count ? null : lines.slice(0, count).join('\n')
}

/** The first record of an event file: it says when the file was begun, to the microsecond. Null where it is not there yet. */
export function firstRecord(file: LogFile): string | null {
  const first = tfRecords(openCursor(file)).next().value
  return first.type === 'record' ? Buffer.from(first.data).toString('base64') : null
}
