import { isRecord, malformed } from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { unpack } from '#src/wire/unpack.ts'
import { isVacant, type Held } from './held.ts'

/**
 * The bytes of a journal: the eight of HEAD, and then frames, each its length (u32), a checksum of length and body (u32,
 * CRC-32), both little-endian, and its body, which begins with the sign of `pack`. Journals of version 0.2 and before have
 * no HEAD and no checksums.
 */
export const HEAD = latin1('PSJ2\r\n\x1a\n')
export const BODY_SIGN = latin1('PSC1')
export const FRAME_HEAD = 8

export function frameOf(held: Held): Uint8Array {
  const body = isVacant(held) ? pack({ vacant: held }, []) : bytesFromReports([held])
  const frame = new Uint8Array(FRAME_HEAD + body.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, body.length, true)
  view.setUint32(4, checksumOf(body), true)
  frame.set(body, FRAME_HEAD)
  return frame
}

/** Of a body and its length. Where there is a journal there is Node; a page, which loads none of it, has neither. */
export function checksumOf(body: Uint8Array): number {
  const { crc32 } = process.getBuiltinModule('node:zlib')
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, body.length, true)
  return crc32(body, crc32(length))
}

/** What a frame's body holds. */
export function heldIn(body: Uint8Array): Held[] {
  return body[LIST_OR_RECORD] === BRACE ? [vacantFrom(unpack(body).body)] : reportsFromBytes(body)
}

/** Where a packed body says whether it is a list (of Reports) or a record, behind `{"body":`. */
const LIST_OR_RECORD = 16
const BRACE = 0x7b

function vacantFrom(body: unknown): Held {
  const value = isRecord(body) ? body.vacant : undefined
  const isOne = isRecord(value) && typeof value.run === 'string' && typeof value.at === 'number'
  const { seq, through } = isOne ? value : {}
  if (!isOne || !Number.isSafeInteger(seq) || !Number.isSafeInteger(through))
    throw malformed('journal.vacant', 'a run, and the numbers of its first and last report', value)
  return value as unknown as Held
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
