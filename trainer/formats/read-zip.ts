import { closeSync, createReadStream, createWriteStream, fstatSync, openSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { PassThrough, Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import type { Bytes } from './bytes.ts'
import { bytesAt } from './bytes-at.ts'
import { assertReadable, contentOf, isAsListed, isFolder, unlike } from './zip-content.ts'
import { contentStart, damaged, isOfZlib, STORED, zipDirectory, type ZipEntry } from './zip-directory.ts'

export type { ZipEntry } from './zip-directory.ts'

/** What a zip archive holds that is a file, of which no more is read than its directory. */
export async function zipEntries(archive: string): Promise<ZipEntry[]> {
  return inFile(archive, zipDirectory)
}

/** The text of one small entry. */
export async function readEntry(archive: string, entry: ZipEntry): Promise<string> {
  return inFile(archive, (bytes) => contentOf(bytes, entry).toString('utf8'))
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
    const start = inFile(archive, (bytes) => contentStart(bytes, entry))
    await streamed(archive, entry, start, path).catch(async (error: unknown) => {
      await rm(path, { force: true })
      throw named(archive, isOfZlib(error) ? damaged(`'${entry.name}' cannot be unpacked`) : error)
    })
    onBytes?.(entry.size)
  }
}

async function streamed(archive: string, entry: ZipEntry, start: number, path: string): Promise<void> {
  assertReadable(entry)
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

function inFile<T>(archive: string, work: (bytes: Bytes) => T): T {
  const file = openSync(archive, 'r')
  try {
    const { size } = fstatSync(file)
    return work({
      size,
      read: (at, length) => bytesAt(file, Math.max(0, at), Math.max(0, Math.min(length, size - at))),
    })
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
