import { writeFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'

/** Writes a small zip archive, every other file deflated, as a stand-in for a wheel. */
export function writeZip(path: string, files: Record<string, string>): void {
  writeFileSync(path, zipOf(Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) }))))
}

/** The same in memory. A name may stand twice, and the size that the directory gives may be a lie. */
export function zipOf(
  files: readonly {
    readonly name: string
    readonly content: Buffer
    readonly said?: number
    readonly isDeflated?: boolean
  }[],
): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  files.forEach(({ name, content, said = content.length, isDeflated = false }, index) => {
    const isStored = !isDeflated && index % 2 === 0
    const packed = isStored ? content : deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(isStored ? 0 : 8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(said, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  })
  const end = Buffer.alloc(22)
  end.set([0x50, 0x4b, 5, 6])
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...directory, end])
}
