import { closeSync, createReadStream, createWriteStream, fstatSync, openSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { PassThrough, Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { BOUNDS, PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import {
  contentStart,
  damaged,
  DEFLATED,
  isOfZlib,
  STORED,
  withinArchive,
  zipDirectory,
  type ReadAt,
  type ZipEntry,
} from './zip-directory.ts'
import { bytesAt } from './bytes-at.ts'

export type { ZipEntry } from './zip-directory.ts'

/** The files of a zip archive that lies in memory, stored or deflated, each held to its checksum. */
export function filesFromZip(archive: Buffer): { readonly name: string; readonly bytes: Buffer }[] {
  const read = readerOf(archive)
  const files = zipDirectory(read, archive.length).filter((entry) => !isFolder(entry))
  assertExpansion(files, archive.length)
  return files.map((entry) => ({ name: entry.name, bytes: contentOf(read, entry) }))
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

/** What a zip archive holds that is a file, of which no more is read than its directory. */
export async function zipEntries(archive: string): Promise<ZipEntry[]> {
  return inFile(archive, (read, size) => zipDirectory(read, size))
}

/** The text of one small entry. */
export async function readEntry(archive: string, entry: ZipEntry): Promise<string> {
  return inFile(archive, (read) => contentOf(read, entry).toString('utf8'))
}

/**
 * Writes the given entries below `folder`, keeping their paths, as they stream by: each may be larger than the memory.
 * `onBytes` hears of each file's size when it is there, whole by its checksum.
 */
export async function unzip(
  archive: string,
  entries: readonly ZipEntry[],
  folder: string,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  for (const entry of entries) {
    if (isFolder(entry)) continue
    const path = join(folder, entry.name)
    if (relative(folder, path).startsWith('..')) throw new Error(`${archive} names a file outside: '${entry.name}'`)
    await mkdir(dirname(path), { recursive: true })
    const start = inFile(archive, (read) => contentStart(read, entry))
    await streamed(archive, entry, start, path).catch(async (error: unknown) => {
      await rm(path, { force: true })
      throw named(archive, isOfZlib(error) ? damaged(`'${entry.name}' cannot be unpacked`) : error)
    })
    onBytes?.(entry.size)
  }
}

async function streamed(archive: string, entry: ZipEntry, start: number, path: string): Promise<void> {
  assertKnownMethod(entry)
  const highWaterMark = 1 << 20
  const range = { start, end: start + entry.packed - 1, highWaterMark }
  const source = entry.packed === 0 ? Readable.from([]) : createReadStream(archive, range)
  const unpack = entry.method === STORED ? new PassThrough() : createInflateRaw({ chunkSize: highWaterMark })
  await pipeline(source, unpack, checking(entry), createWriteStream(path, { highWaterMark }))
}

/** Lets bytes pass, and fails where there are more than the directory says, and at their end where they are others. */
function checking(entry: ZipEntry): Transform {
  let size = 0
  let crc = 0
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      size += bytes.length
      if (size > entry.size) return done(unlike(entry))
      crc = crc32(bytes, crc)
      done(null, bytes)
    },
    flush: (done) => done(isAsListed(entry, size, crc) ? null : unlike(entry)),
  })
}

function contentOf(read: ReadAt, entry: ZipEntry): Buffer {
  assertKnownMethod(entry)
  const bytes = withinArchive(() => {
    const content = read(contentStart(read, entry), entry.packed)
    return entry.method === STORED ? content : inflateRawSync(content, { maxOutputLength: Math.max(entry.size, 1) })
  })
  if (!isAsListed(entry, bytes.length, crc32(bytes))) throw unlike(entry)
  return bytes
}

function assertKnownMethod({ name, method }: ZipEntry): void {
  if (method === STORED || method === DEFLATED) return
  throw usageError(`'${name}' is compressed with method ${method}, which cannot be read; save it again with np.savez`)
}

function isFolder({ name, size }: ZipEntry): boolean {
  return name.endsWith('/') && size === 0
}

function isAsListed(entry: ZipEntry, size: number, crc: number): boolean {
  return size === entry.size && crc === entry.crc
}

function unlike({ name }: ZipEntry) {
  return damaged(`the checksum of '${name}' is wrong`)
}

function readerOf(archive: Buffer): ReadAt {
  return (at, length) => archive.subarray(Math.max(0, at), Math.max(0, at + length))
}

function inFile<T>(archive: string, work: (read: ReadAt, size: number) => T): T {
  const file = openSync(archive, 'r')
  try {
    const { size } = fstatSync(file)
    return work((at, length) => bytesAt(file, Math.max(0, at), Math.max(0, Math.min(length, size - at))), size)
  } catch (error) {
    throw named(archive, error)
  } finally {
    closeSync(file)
  }
}

/** What is wrong with an archive says of which one. */
function named(archive: string, error: unknown): unknown {
  return error instanceof PhasescopeError ? new Error(`${archive} is ${error.message}`, { cause: error }) : error
}
