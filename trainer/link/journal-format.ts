import { readAt, statFile } from './disk.ts'
import { BODY_SIGN, checksumOf, FRAME_HEAD, HEAD } from './frame.ts'

const BLOCK = 1 << 20

/** A stretch of a journal: the body of a frame, or null where the bytes are not what was written. */
export interface Piece {
  readonly at: number
  readonly end: number
  readonly body: Uint8Array | null
}

/**
 * Everything from byte `from` to byte `to`, in order. A frame that was cut short by a crash ends it, as if it had never been begun; a damaged
 * one that others follow is told by its place.
 */
export async function* piecesOf(file: number, from = 0, to = Infinity): AsyncGenerator<Piece> {
  const source = sourceOf(file, Math.min(to, (await statFile(file)).size))
  const { bytes } = source
  const isOld = from === 0 && isWithoutSums(await bytes(0, 8))
  let at = from === 0 && (await bytes(0, 8)).equals(HEAD) ? HEAD.length : from
  for (;;) {
    const body = await bodyAt(source, at, isOld)
    if (body !== null) {
      const next = at + (isOld ? 4 : FRAME_HEAD) + body.length
      yield { at, end: next, body }
      at = next
      continue
    }
    const next = isOld ? null : await nextFrame(source, at + 1)
    if (next === null) return
    yield { at, end: next, body: null }
    at = next
  }
}

function isWithoutSums(start: Buffer): boolean {
  return start.subarray(4).equals(BODY_SIGN)
}

/** The bytes of a place, fewer where the file ends; read in blocks, since most frames are small. */
interface Source {
  readonly end: number
  bytes(at: number, size: number): Promise<Buffer>
}

function sourceOf(file: number, end: number): Source {
  let start = 0
  let block = Buffer.alloc(0)
  const bytes: Source['bytes'] = async (at, size) => {
    if (at < start || at + size > start + block.length) {
      const wanted = Buffer.allocUnsafe(Math.max(0, Math.min(Math.max(size, BLOCK), end - at)))
      block = wanted.subarray(0, (await readAt(file, wanted, 0, wanted.length, at)).bytesRead)
      start = at
    }
    return block.subarray(at - start, at - start + size)
  }
  return { end, bytes }
}

async function bodyAt({ bytes, end }: Source, at: number, isOld: boolean): Promise<Uint8Array | null> {
  const size = isOld ? 4 : FRAME_HEAD
  const head = Buffer.from(await bytes(at, size))
  if (head.length < size) return null
  const length = head.readUInt32LE(0)
  if (at + size + length > end) return null
  const sign = await bytes(at + size, BODY_SIGN.length)
  if (!sign.equals(BODY_SIGN)) return null
  const body = await bytes(at + size, length)
  if (body.length < length) return null
  if (!isOld && checksumOf(body) !== head.readUInt32LE(4)) return null
  return body
}

/** Where the next whole frame begins. */
async function nextFrame(source: Source, from: number): Promise<number | null> {
  for (let at = from; at < source.end;) {
    const block = await source.bytes(at, BLOCK)
    const sign = block.indexOf(BODY_SIGN)
    if (sign < 0) {
      at += Math.max(1, block.length - BODY_SIGN.length + 1)
      continue
    }
    const candidate = at + sign - FRAME_HEAD
    if (candidate >= from && (await bodyAt(source, candidate, false)) !== null) return candidate
    at += sign + 1
  }
  return null
}
