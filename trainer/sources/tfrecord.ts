import { maskedCrc32c } from './crc32c.ts'
import type { Cursor } from './cursor.ts'
import { PAUSE, pausesIn } from './pause.ts'
import { fault, type End, type Fault, type Pause } from './row.ts'

/**
 * TFRecords, the framing of event files: the length of the data as uint64, a masked CRC-32C of these eight bytes, the data, a
 * masked CRC-32C of it, all little-endian (tensorflow.org/tutorials/load_data/tfrecord).
 */
export interface TfRecord {
  readonly type: 'record'
  readonly at: number
  /** Good until the next one is asked for. */
  readonly data: Uint8Array
}

const HEAD = 12
const FOOT = 4
/** No event of numbers comes near it; what says that it is longer is skipped unread. */
const LONGEST = 256 * 1024 * 1024

/** Records as far as they are there. Behind what is damaged it goes on with the next that is whole. */
export function* tfRecords(cursor: Cursor): Generator<TfRecord | Fault | Pause | End, never, undefined> {
  const isPause = pausesIn(cursor)
  for (;;) {
    if (isPause()) yield PAUSE
    const head = cursor.peek(HEAD)
    if (head === null) {
      yield end(cursor)
      continue
    }
    const length = lengthIn(head)
    if (length === null) {
      yield* toNextWhole(cursor)
      continue
    }
    const whole = HEAD + length + FOOT
    if (length > LONGEST) {
      yield fault(place(cursor), `expected a record of at most ${LONGEST} bytes; it is left out`, `${length} bytes`)
      // Where the file is shorter than that, the length is wrong in spite of its checksum.
      if (whole <= cursor.rest()) cursor.skip(whole)
      else yield* toNextWhole(cursor)
      continue
    }
    const record = cursor.peek(whole)
    if (record === null) {
      yield end(cursor)
      continue
    }
    const data = record.subarray(HEAD, HEAD + length)
    if (maskedCrc32c(data) === uint32(record, HEAD + length)) yield { type: 'record', at: cursor.at, data }
    else yield fault(place(cursor), 'the checksum of a record is not that of its data; the record is left out')
    cursor.skip(whole)
  }
}

/** Looks for the next place at which a length has its checksum. */
function* toNextWhole(cursor: Cursor): Generator<Fault | Pause | End, void, undefined> {
  const from = cursor.at
  function* found(): Generator<Pause, boolean, undefined> {
    for (;;) {
      if (cursor.peek(HEAD) === null) return false
      const window = cursor.window()!
      // At least a byte further than what was no record.
      for (let i = cursor.at === from ? 1 : 0; i + HEAD <= window.length; i++) {
        if (window[i + 7] !== 0 || window[i + 6] !== 0 || lengthIn(window.subarray(i, i + HEAD)) === null) continue
        cursor.skip(i)
        return true
      }
      cursor.skip(window.length - HEAD + 1)
      yield PAUSE
    }
  }
  let isTold = false
  while (!(yield* found())) {
    if (!isTold) yield lost(from)
    isTold = true
    yield end(cursor)
  }
  if (!isTold) yield lost(from, cursor.at - from)
}

function lost(from: number, bytes?: number): Fault {
  const much = bytes === undefined ? 'what follows is' : 'they are'
  return fault(
    `byte ${from}`,
    `expected the length of a record and its checksum; ${much} left out up to the next whole record`,
    bytes === undefined ? undefined : `${bytes} bytes`,
  )
}

function end(cursor: Cursor): End {
  return { type: 'end', left: cursor.rest(), at: place(cursor) }
}

function place(cursor: Cursor): string {
  return `byte ${cursor.at}`
}

/** What the head of a record says of its length; null where its checksum is another. */
function lengthIn(head: Uint8Array): number | null {
  if (maskedCrc32c(head.subarray(0, 8)) !== uint32(head, 8)) return null
  return uint32(head, 0) + uint32(head, 4) * 2 ** 32
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}
