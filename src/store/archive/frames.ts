import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { BOUNDS, messageOf, runtimeError, usageError } from '#src/vocabulary/index.ts'

/**
 * The bytes of an archive: the eight of HEAD, and then frames as a journal has them, each its length (u32), a checksum of length
 * and body (u32, CRC-32), both little-endian, and its body, which `pack` made.
 */
export const HEAD = Buffer.from('PSA1\r\n\x1a\n', 'latin1')
const FRAME_HEAD = 8

/** The most that is ever written in one frame, a message's numbers and its header: what claims more is damaged. */
const MOST_BYTES = BOUNDS.reportBytes + BOUNDS.headerBytes

export function frameOf(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEAD + body.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, body.length, true)
  view.setUint32(4, crc32(body, crc32(frame.subarray(0, 4))), true)
  frame.set(body, FRAME_HEAD)
  return frame
}

/** A frame with its place. */
export interface Frame {
  readonly at: number
  readonly end: number
  /** All of it, with its length and checksum. */
  readonly bytes: Uint8Array
  readonly body: Uint8Array
}

/** An archive that is open: its frames are read by their places. */
export interface ArchiveFile {
  readonly path: string
  readonly size: number
  frameAt(at: number): Frame
  /** For whoever finds that what is at a place is not what an archive has there. */
  damaged(at: number, what: string): Error
  close(): void
}

/** Whether a file begins as an archive does. */
export function isArchive(start: Uint8Array): boolean {
  return HEAD.equals(start.subarray(0, HEAD.length))
}

export function openArchive(path: string): ArchiveFile {
  const file = opened(path)
  const size = fstatSync(file).size
  const bytesAt = (at: number, length: number) => {
    const bytes = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const read = readSync(file, bytes, filled, length - filled, at + filled)
      if (read === 0) break
      filled += read
    }
    return bytes.subarray(0, filled)
  }
  const damaged = (at: number, what: string) =>
    runtimeError(`${path} is damaged at byte ${at}: ${what}; nothing of it was stored, take it from another copy`)
  const archive: ArchiveFile = {
    path,
    size,
    damaged,
    frameAt(at) {
      const head = bytesAt(at, FRAME_HEAD)
      if (head.length < FRAME_HEAD) throw damaged(at, `it ends where a frame was to follow`)
      const view = new DataView(head.buffer, head.byteOffset)
      const length = view.getUint32(0, true)
      const end = at + FRAME_HEAD + length
      if (length > MOST_BYTES) throw damaged(at, `expected a frame of at most ${MOST_BYTES} bytes, got ${length}`)
      if (end > size) throw damaged(at, `expected a frame of ${length} bytes, and the file ends ${end - size} before`)
      const bytes = bytesAt(at, FRAME_HEAD + length)
      const body = bytes.subarray(FRAME_HEAD)
      if (crc32(body, crc32(bytes.subarray(0, 4))) !== view.getUint32(4, true))
        throw damaged(at, 'the checksum of its frame is another')
      return { at, end, bytes, body }
    },
    close: () => closeSync(file),
  }
  if (isArchive(bytesAt(0, HEAD.length))) return archive
  archive.close()
  throw usageError(
    `${path}: expected an archive of runs, which begins with 'PSA1'; make one with export --format archive`,
  )
}

function opened(path: string): number {
  try {
    // Nobody waits for who writes into a pipe, and a device has no end.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if (fstatSync(file).isFile()) return file
    closeSync(file)
    throw new Error('it is no file')
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${messageOf(error)}`)
  }
}
