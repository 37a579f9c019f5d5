import { crc32, inflateRawSync } from 'node:zlib'
import { usageError } from '#src/vocabulary/index.ts'

/** One file of an archive. */
export interface ZippedFile {
  readonly name: string
  readonly bytes: Buffer
}

const END = Buffer.from([0x50, 0x4b, 5, 6])
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
/** Sizes and offsets of all ones say that the true ones are in a 64-bit extra field. */
const BEYOND_32_BITS = 0xffffffff

/** The files of a zip archive that lies in memory, stored or deflated, each held to its checksum. */
export function filesFromZip(archive: Buffer): ZippedFile[] {
  try {
    const end = archive.lastIndexOf(END)
    if (end < 0) throw damaged('its directory is missing; it may be cut off')
    if (end + 22 + archive.readUInt16LE(end + 20) !== archive.length) throw damaged('its directory is cut off')
    const count = archive.readUInt16LE(end + 10)
    const files: ZippedFile[] = []
    for (let at = archive.readUInt32LE(end + 16); files.length < count;) {
      if (archive.readUInt32LE(at) !== ENTRY) throw damaged('its directory is broken')
      files.push(fileOf(archive, at))
      at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
    }
    return files
  } catch (error) {
    // Reading beyond the end is a RangeError, packed bytes that make no sense are an error of zlib.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error))
      throw damaged('its bytes do not fit')
    throw error
  }
}

/** The directory's word for sizes counts: the local header may leave them out. */
function fileOf(archive: Buffer, entry: number): ZippedFile {
  const name = archive.toString('utf8', entry + 46, entry + 46 + archive.readUInt16LE(entry + 28))
  const method = archive.readUInt16LE(entry + 10)
  const [packed, size, local] = [20, 24, 42].map((field) => archive.readUInt32LE(entry + field)) as [
    number,
    number,
    number,
  ]
  if ([packed, size, local].includes(BEYOND_32_BITS)) throw usageError(`'${name}' is beyond 4 GB; save it apart`)
  if (archive.readUInt32LE(local) !== LOCAL) throw damaged(`'${name}' is not where its directory says`)
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const content = archive.subarray(start, start + packed)
  if (method !== 0 && method !== 8) throw usageError(`'${name}' is packed by method ${method}; use np.savez again`)
  const bytes = method === 0 ? content : inflateRawSync(content, { maxOutputLength: Math.max(size, 1) })
  if (bytes.length !== size || crc32(bytes) !== archive.readUInt32LE(entry + 16)) {
    throw damaged(`the checksum of '${name}' does not fit`)
  }
  return { name, bytes }
}

function damaged(why: string) {
  return usageError(`not a whole zip archive: ${why}`)
}
