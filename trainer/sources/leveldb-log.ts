import { crc32 } from 'node:zlib'
import type { Cursor } from './cursor.ts'
import { fault, type End, type Fault } from './row.ts'

/**
 * Records of a log as LevelDB frames it, as wandb keeps its runs: blocks of 32 KiB, in which a record lies whole or in fragments,
 * each with a CRC-32 of its type and data, its length and its type (github.com/google/leveldb, doc/log_format.md). A file of wandb has seven bytes of its own before the first.
 */
export interface LogRecord {
  readonly type: 'record'
  /** Where it begins. */
  readonly at: number
  readonly data: Uint8Array
}

const BLOCK = 32_768
const HEAD = 7
const [FULL, FIRST, LAST] = [1, 2, 4]
/** No record of numbers comes near it. */
const LONGEST = 256 * 1024 * 1024

/** Records as far as they are there, from where the cursor is. Behind what is damaged it goes on with the next that is whole. */
export function* logRecords(cursor: Cursor): Generator<LogRecord | Fault | End, never, undefined> {
  let parts: Uint8Array[] = []
  let size = 0
  /** Where the record begins of which fragments are there; null where none is awaited. */
  let begun: number | null = null
  /** Fragments that go on with a record whose beginning was damaged are passed over without another word. */
  let isBroken = false

  for (;;) {
    const room = BLOCK - (cursor.at % BLOCK)
    if (room < HEAD) {
      cursor.skip(room)
      continue
    }
    const fragment = fragmentAt(cursor, room)
    if (fragment === null) {
      yield { type: 'end', left: cursor.at + cursor.rest() - (begun ?? cursor.at), at: `byte ${begun ?? cursor.at}` }
      continue
    }
    const { at } = cursor
    if ('why' in fragment) {
      yield fault(`byte ${begun ?? at}`, fragment.why)
      ;[parts, size, begun, isBroken] = [[], 0, null, true]
      cursor.skip(fragment.skip)
      continue
    }
    const { kind, data } = fragment
    cursor.skip(HEAD + data.length)
    if (kind === FULL || kind === FIRST) {
      if (begun !== null) yield fault(`byte ${begun}`, 'a record lacks its last fragment; it is left out')
      ;[parts, size, begun, isBroken] = [[], 0, null, false]
      if (kind === FULL) {
        yield { type: 'record', at, data }
        continue
      }
      begun = at
    } else if (begun === null) {
      if (!isBroken) yield fault(`byte ${at}`, 'a record lacks its first fragment; it is left out')
      isBroken = true
      continue
    }
    size += data.length
    if (size > LONGEST) {
      yield fault(`byte ${begun}`, `expected a record of at most ${LONGEST} bytes; it is left out`)
      ;[parts, size, begun, isBroken] = [[], 0, null, true]
      continue
    }
    parts.push(data.slice())
    if (kind !== LAST) continue
    yield { type: 'record', at: begun, data: Buffer.concat(parts) }
    ;[parts, size, begun] = [[], 0, null]
  }
}

type Fragment = { readonly kind: number; readonly data: Uint8Array } | { readonly why: string; readonly skip: number }

/** The fragment here, or what is wrong with it and where to go on; null where it is not all there yet. */
function fragmentAt(cursor: Cursor, room: number): Fragment | null {
  const head = cursor.peek(HEAD)
  if (head === null) return null
  const length = head[4]! | (head[5]! << 8)
  const kind = head[6]!
  const wholeBlock = cursor.rest() >= room
  const isPossible = kind >= FULL && kind <= LAST && HEAD + length <= room
  if (!isPossible)
    return wholeBlock ? { why: 'expected the head of a record; the rest of its block is left out', skip: room } : null
  const bytes = cursor.peek(HEAD + length)
  if (bytes === null) return null
  if (isSound(bytes)) return { kind, data: bytes.subarray(HEAD) }
  const why = 'the checksum of a record is not that of its data; the record is left out'
  // Its length may be right all the same: then another record begins behind it.
  const next = HEAD + length
  const behind = cursor.peek(Math.min(room, cursor.rest()))
  const nextLength = behind === null ? NaN : behind[next + 4]! | (behind[next + 5]! << 8)
  const following = behind?.subarray(next, next + HEAD + nextLength)
  if (following !== undefined && following.length === HEAD + nextLength && isSound(following))
    return { why, skip: next }
  return wholeBlock ? { why, skip: room } : { why, skip: next }
}

function isSound(fragment: Uint8Array): boolean {
  const [a, b, c, d] = fragment as unknown as [number, number, number, number]
  return crc32(fragment.subarray(HEAD - 1)) === (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
}
