import { quoted, usageError } from '#src/vocabulary/index.ts'
import type { Bytes } from './bytes.ts'

/** One file of a zip archive, as the directory at the archive's end lists it. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  /** Bytes in the archive. */
  readonly packed: number
  readonly size: number
  readonly crc: number
  /** Where its local header begins in the archive. */
  readonly offset: number
}

export const STORED = 0
export const DEFLATED = 8

const SIGNATURE = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50, local: 0x04034b50 }
const END_BYTES = 22
const LOCATOR_BYTES = 20
const MOST_COMMENT = 0xffff
/** All ones say that the true number is in a 64-bit field. */
const ELSEWHERE_16 = 0xffff
const ELSEWHERE_32 = 0xffffffff
const EXTRA_64 = 1
const ENCRYPTED = 1

/**
 * Lists a zip archive (an .npz file, a Python wheel) by the directory at its end, which alone counts: what lies between
 * may leave out sizes. Also of archives beyond 4 GB (zip64).
 */
export function zipDirectory({ read, size }: Bytes): ZipEntry[] {
  return withinArchive(() => {
    const { count, at, length } = endOf(read, size)
    const directory = read(at, length)
    const entries: ZipEntry[] = []
    for (let from = 0; entries.length < count;) {
      if (directory.readUInt32LE(from) !== SIGNATURE.entry) throw damaged('its directory is broken')
      const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(from + field)) as [number, number, number]
      const to = from + 46 + lengths[0] + lengths[1] + lengths[2]
      if (to > directory.length) throw damaged('its directory is cut off')
      entries.push(entryOf(directory.subarray(from, to), lengths))
      from = to
    }
    return entries
  })
}

/** Where the bytes of a file begin. Its local header repeats name and extra field, which may be longer there. */
export function contentStart({ read }: Pick<Bytes, 'read'>, { name, offset }: ZipEntry): number {
  return withinArchive(() => {
    const header = read(offset, 30)
    if (header.readUInt32LE(0) !== SIGNATURE.local) throw damaged(`${quoted(name)} is not where its directory says`)
    return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  })
}

/** Reading beyond the end is a RangeError, packed bytes that make no sense are an error of zlib. */
export function withinArchive<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof RangeError || isOfZlib(error) ? damaged('its fields contradict each other') : error
  }
}

export function damaged(why: string) {
  return usageError(`not a complete zip archive: ${why}`)
}

export function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code))
}

interface End {
  readonly count: number
  readonly at: number
  readonly length: number
}

/** The last record whose comment reaches to the end of the archive: a comment may hold the signature too. */
function endOf(read: Bytes['read'], size: number): End {
  const tail = read(Math.max(0, size - END_BYTES - MOST_COMMENT), Math.min(size, END_BYTES + MOST_COMMENT))
  let isCutOff = false
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== SIGNATURE.end) continue
    if (at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) {
      return inWords64(read, size - tail.length + at, {
        count: tail.readUInt16LE(at + 10),
        length: tail.readUInt32LE(at + 12),
        at: tail.readUInt32LE(at + 16),
      })
    }
    isCutOff = true
  }
  throw damaged(isCutOff ? 'its directory is cut off' : 'its directory is missing; it may be cut off')
}

function inWords64(read: Bytes['read'], endAt: number, end: End): End {
  if (end.count !== ELSEWHERE_16 && end.length !== ELSEWHERE_32 && end.at !== ELSEWHERE_32) return end
  const locator = read(endAt - LOCATOR_BYTES, LOCATOR_BYTES)
  if (locator.readUInt32LE(0) !== SIGNATURE.locator64) return end
  const record = read(number64(locator, 8), 56)
  if (record.readUInt32LE(0) !== SIGNATURE.end64) throw damaged('its directory is not where its end says')
  return { count: number64(record, 32), length: number64(record, 40), at: number64(record, 48) }
}

function entryOf(record: Buffer, [nameLength, extraLength]: readonly [number, number, number]): ZipEntry {
  const name = record.toString('utf8', 46, 46 + nameLength)
  const isEncrypted = (record.readUInt16LE(8) & ENCRYPTED) !== 0
  const true64 = numbers64(record.subarray(46 + nameLength, 46 + nameLength + extraLength))
  // Those that are elsewhere follow one another there in this order.
  const [size, packed, offset] = [24, 20, 42].map((field) => {
    const number = record.readUInt32LE(field)
    return number === ELSEWHERE_32 ? (true64.shift() ?? number) : number
  }) as [number, number, number]
  const [method, crc] = [record.readUInt16LE(10), record.readUInt32LE(16)]
  return { name, method, isEncrypted, packed, size, crc, offset }
}

function numbers64(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== EXTRA_64) continue
    return Array.from({ length: Math.floor(extra.readUInt16LE(at + 2) / 8) }, (_, i) => number64(extra, at + 4 + 8 * i))
  }
  return []
}

function number64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}
