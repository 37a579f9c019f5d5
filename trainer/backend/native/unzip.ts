import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw, inflateRawSync } from 'node:zlib'

/** One file inside a zip archive, as its central directory lists it. */
export type ZipEntry = {
  readonly name: string
  readonly compressed: number
  readonly size: number
  readonly method: number
  /** Where its local header begins in the archive. */
  readonly offset: number
}

/** The only method of packing that wheels use; the other is none. */
const deflated = 8

/**
 * Lists a zip archive (a Python wheel is one) by its central directory.
 * Read here rather than with `unzip` or Python, which a machine may lack.
 */
export async function zipEntries(archive: string): Promise<ZipEntry[]> {
  const file = await open(archive)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 65_557))
    await file.read(tail, 0, tail.length, size - tail.length)
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    if (end < 0) throw new Error(`${archive} is not a whole zip archive: its directory is missing`)
    const count = tail.readUInt16LE(end + 10)
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12))
    await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16))
    return entriesOf(directory, count)
  } finally {
    await file.close()
  }
}

function entriesOf(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count;) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field))
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength!),
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength! + extraLength! + commentLength!
  }
  return entries
}

/** Writes the given entries below `folder`, keeping their paths; `onBytes` hears of each file's size when it is done. */
export async function unzip(
  archive: string,
  entries: readonly ZipEntry[],
  folder: string,
  onBytes?: (bytes: number) => void,
) {
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue
    const path = join(folder, entry.name)
    await mkdir(dirname(path), { recursive: true })
    if (entry.size === 0) {
      await writeFile(path, '')
      continue
    }
    const start = await contentStart(archive, entry)
    const source = createReadStream(archive, { start, end: start + entry.compressed - 1, highWaterMark: 1 << 20 })
    const target = createWriteStream(path, { highWaterMark: 1 << 20 })
    if (entry.method === deflated) await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), target)
    else await pipeline(source, target)
    onBytes?.(entry.size)
  }
}

/** The text of one small entry. */
export async function readEntry(archive: string, entry: ZipEntry): Promise<string> {
  const file = await open(archive)
  try {
    const content = Buffer.alloc(entry.compressed)
    await file.read(content, 0, content.length, await contentStart(archive, entry))
    return (entry.method === deflated ? inflateRawSync(content) : content).toString('utf8')
  } finally {
    await file.close()
  }
}

/** The local header repeats name and extra field, and its extra field may be longer than the directory's. */
async function contentStart(archive: string, entry: ZipEntry): Promise<number> {
  const file = await open(archive)
  try {
    const header = Buffer.alloc(30)
    await file.read(header, 0, 30, entry.offset)
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
}
