import { constants, crc32, inflateRawSync } from 'node:zlib'
import { BOUNDS, quoted, usageError } from '#src/vocabulary/index.ts'
import type { Bytes } from './bytes.ts'
import { contentStart, damaged, DEFLATED, STORED, withinArchive, zipDirectory, type ZipEntry } from './zip-directory.ts'

/** A file of an archive, of which no more is read than its directory says until it is asked for. */
export interface ZippedFile {
  readonly name: string
  readonly size: number
  /** At least so many of its first bytes, or all where there are fewer; not held to its checksum. */
  readonly beginning: (length: number) => Buffer
  /** All of it, held to its checksum. */
  readonly content: () => Buffer
}

/** The files of a zip archive, stored or deflated. */
export function filesInZip(archive: Bytes): ZippedFile[] {
  const files = zipDirectory(archive).filter((entry) => !isFolder(entry))
  assertExpansion(files, archive.size)
  return files.map((entry) => ({
    name: entry.name,
    size: entry.size,
    beginning: (length) => beginningOf(archive, entry, length),
    content: () => contentOf(archive, entry),
  }))
}

/**
 * Refuses an archive that would unpack to more than memory bears, by what its directory says, before anything is
 * unpacked; no entry is let grow beyond that.
 */
export function assertExpansion(entries: readonly Pick<ZipEntry, 'size'>[], archiveBytes: number): void {
  const expanded = entries.reduce((sum, { size }) => sum + size, 0)
  const most = Math.max(BOUNDS.expandedBytes, BOUNDS.expansionRatio * archiveBytes)
  if (expanded <= most) return
  throw usageError(
    `a zip archive of ${archiveBytes} bytes that would unpack to ${expanded}, and at most ${most} are unpacked; save what is needed of it, uncompressed`,
  )
}

/** How many packed bytes are looked at for a beginning, and how many if those were too few: deflate makes 1,032 of one at most. */
const FIRST_LOOK = 1 << 10
const SECOND_LOOK = 1 << 17

function beginningOf(archive: Bytes, entry: ZipEntry, length: number): Buffer {
  assertReadable(entry)
  return withinArchive(() => {
    const start = contentStart(archive, entry)
    if (entry.method === STORED) return archive.read(start, Math.min(length, entry.packed))
    const most = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(entry.size, 1) }
    const looked = (packed: number) => inflateRawSync(archive.read(start, Math.min(packed, entry.packed)), most)
    const first = looked(FIRST_LOOK)
    return first.length >= length || entry.packed <= FIRST_LOOK ? first : looked(SECOND_LOOK)
  })
}

export function contentOf(archive: Bytes, entry: ZipEntry): Buffer {
  assertReadable(entry)
  const bytes = withinArchive(() => {
    const content = archive.read(contentStart(archive, entry), entry.packed)
    return entry.method === STORED ? content : inflateRawSync(content, { maxOutputLength: Math.max(entry.size, 1) })
  })
  if (!isAsListed(entry, bytes.length, crc32(bytes))) throw unlike(entry)
  return bytes
}

export function assertReadable({ name, method, isEncrypted }: ZipEntry): void {
  if (isEncrypted) throw usageError(`${quoted(name)} is encrypted; save it without a password`)
  if (method === STORED || method === DEFLATED) return
  throw usageError(
    `${quoted(name)} is compressed with method ${method}, which cannot be read; save it again with np.savez`,
  )
}

export function isFolder({ name, size }: ZipEntry): boolean {
  return name.endsWith('/') && size === 0
}

export function isAsListed(entry: ZipEntry, size: number, crc: number): boolean {
  return size === entry.size && crc === entry.crc
}

export function unlike({ name }: ZipEntry) {
  return damaged(`the checksum of ${quoted(name)} is wrong`)
}
