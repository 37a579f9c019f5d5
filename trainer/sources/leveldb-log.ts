import { crc32 } from 'node:zlib'
import type { Cursor } from './cursor.ts'
import { PAUSE, pausesIn } from './pause.ts'
import { fault, type End, type Fault, type Pause } from './row.ts'

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
/** Bytes of a damaged block that are summed again and again in search of a fragment: of noise a tenth of it is. */
const SUMMED = 256 * BLOCK
/** No record of numbers comes near it. */
const LONGEST = 256 * 1024 * 1024

/** Records as far as they are there, from where the cursor is. Behind what is damaged it goes on with the next that is whole. */
export function* logRecords(cursor: Cursor): Generator<LogRecord | Fault | Pause | End, never, undefined> {
  let parts: Uint8Array[] = []
  let size = 0
  /** Where the record begins of which fragments are there; null where none is awaited. */
  let begun: number | null = null
  /** Fragments that go on with a record whose beginning was damaged are passed over without another word. */
  let isBroken = false

  const isPause = pausesIn(cursor)
  for (;;) {
    if (isPause()) yield PAUSE
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
  const there = Math.min(room, cursor.rest())
  const block = cursor.peek(there)
  if (block === null) return null
  const length = soundLength(block, 0)
  if (length !== null) return { kind: block[HEAD - 1]!, data: block.subarray(HEAD, HEAD + length) }
  const next = nextSound(block)
  if (next === null && there < room) return null
  const isHead = isPossible(block, 0, room)
  const why = isHead ? 'the checksum of a record is not that of its data' : 'expected the head of a record'
  return { why: `${why}; what follows is left out up to the next whole one`, skip: next ?? room }
}

/** The next place of a block at which a fragment is whole: a damaged length says nothing of where that is. */
function nextSound(block: Uint8Array): number | null {
  let summed = 0
  for (let at = 1; at + HEAD <= block.length && summed <= SUMMED; at++) {
    if (soundLength(block, at) !== null) return at
    if (isPossible(block, at, block.length)) summed += lengthAt(block, at)
  }
  return null
}

function isPossible(block: Uint8Array, at: number, room: number): boolean {
  const kind = block[at + 6]!
  return kind >= FULL && kind <= LAST && at + HEAD + lengthAt(block, at) <= room
}

function lengthAt(block: Uint8Array, at: number): number {
  return block[at + 4]! | (block[at + 5]! << 8)
}

/** The length of the fragment at a place of a block, if it is all there and has its checksum. */
function soundLength(block: Uint8Array, at: number): number | null {
  if (at + HEAD > block.length || !isPossible(block, at, block.length)) return null
  const end = at + HEAD + lengthAt(block, at)
  const told = (block[at]! | (block[at + 1]! << 8) | (block[at + 2]! << 16) | (block[at + 3]! << 24)) >>> 0
  return crc32(block.subarray(at + HEAD - 1, end)) === told ? end - at - HEAD : null
}
