import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesInMemory } from '#trainer/formats/bytes.ts'
import { readEntry, unzip, zipEntries } from '#trainer/formats/read-zip.ts'
import { filesInZip } from '#trainer/formats/zip-content.ts'
import { writeZip } from './zip-file.ts'

let folder: string
const inFolder = (...names: string[]) => join(folder, ...names)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-zip-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a zip archive in a file', () => {
  it('reads what is stored and what is deflated', async () => {
    const archive = inFolder('a.zip')
    const files = { 'a/stored.txt': 'plain', 'a/b/deflated.txt': 'again '.repeat(1000), 'c/empty': '' }
    writeZip(archive, files)
    const entries = await zipEntries(archive)
    expect(entries.map(({ name, size }) => [name, size])).toEqual(
      Object.entries(files).map(([name, text]) => [name, text.length]),
    )
    let bytes = 0
    await unzip(archive, entries, inFolder('out'), (size) => (bytes += size))
    for (const [name, text] of Object.entries(files)) expect(readFileSync(inFolder('out', name), 'utf8')).toBe(text)
    expect(bytes).toBe(6005)
    expect(await readEntry(archive, entries[1]!)).toBe(files['a/b/deflated.txt'])
  })

  it('says that a cut-off archive is one', async () => {
    writeFileSync(inFolder('cut.zip'), 'PK half a wheel')
    await expect(zipEntries(inFolder('cut.zip'))).rejects.toThrow('is not a complete zip archive')
  })

  it.each([
    ['stored', 0, /the checksum of 'a' is wrong/],
    ['deflated', 1, /'b' cannot be unpacked|the checksum of 'b' is wrong/],
  ])('that is damaged where a %s file lies leaves none of that file', async (_, which, message) => {
    const archive = inFolder('damaged.zip')
    writeZip(archive, { a: 'plain text', b: 'again '.repeat(100) })
    const entry = (await zipEntries(archive))[which]!
    const bytes = readFileSync(archive)
    bytes[entry.offset + 30 + 1 + entry.packed - 3]! ^= 0x55
    writeFileSync(archive, bytes)
    await expect(unzip(archive, [entry], inFolder('out'))).rejects.toThrow(message)
    await expect(readEntry(archive, entry)).rejects.toThrow(/damaged\.zip is not a complete zip archive/)
    expect(existsSync(inFolder('out', entry.name))).toBe(false)
  })

  it('writes nothing outside of its folder', async () => {
    const archive = inFolder('outside.zip')
    writeZip(archive, { '../out-of-it': 'x' })
    await expect(unzip(archive, await zipEntries(archive), inFolder('out'))).rejects.toThrow(
      /outside: '\.\.\/out-of-it'/,
    )
    expect(existsSync(inFolder('out-of-it'))).toBe(false)
  })
})

/** Written by Python's zipfile with `ZIP64_LIMIT = 3`, so that every number is where one beyond 4 GB would be. */
const BEYOND_4_GB = Buffer.from(
  'UEsDBC0AAAAAAO9TfV3PYiAZ//////////8MABQAYS9zdG9yZWQudHh0AQAQAAUAAAAAAAAABQAAAAAAAABwbGFpblBLAwQtAAAACADvU31d6OXp' +
    'Wf//////////BQAUAGIudHh0AQAQAPAAAAAAAAAACwAAAAAAAABLTE/MzFNIHDEkAFBLAQItAy0AAAAAAO9TfV3PYiAZ//////////8MABQAAAAA' +
    'AAAAAACAAQAAAABhL3N0b3JlZC50eHQBABAABQAAAAAAAAAFAAAAAAAAAFBLAQItAy0AAAAIAO9TfV3o5elZ//////////8FABwAAAAAAAAAAACA' +
    'Af////9iLnR4dAEAGADwAAAAAAAAAAsAAAAAAAAAQwAAAAAAAABQSwYGLAAAAAAAAAAtAC0AAAAAAAAAAAACAAAAAAAAAAIAAAAAAAAAnQAAAAAA' +
    'AACFAAAAAAAAAFBLBgcAAAAAIgEAAAAAAAABAAAAUEsFBgAAAAACAAIAnQAAAIUAAAAMAG5vIGVuZDogUEsFBg==',
  'base64',
)

describe('an archive with 64-bit numbers and a comment that looks like its end', () => {
  const files = { 'a/stored.txt': 'plain', 'b.txt': 'again '.repeat(40) }

  it('is read in memory', () => {
    const read = filesInZip(bytesInMemory(BEYOND_4_GB)).map(({ name, content }) => [name, content().toString()])
    expect(Object.fromEntries(read)).toEqual(files)
  })

  it('is read from a file', async () => {
    const archive = inFolder('large.zip')
    writeFileSync(archive, BEYOND_4_GB)
    const entries = await zipEntries(archive)
    await unzip(archive, entries, inFolder('out'))
    for (const [name, text] of Object.entries(files)) expect(readFileSync(inFolder('out', name), 'utf8')).toBe(text)
    expect(await readEntry(archive, entries[1]!)).toBe(files['b.txt'])
  })
})
