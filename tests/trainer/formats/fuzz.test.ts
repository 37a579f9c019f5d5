import * as fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { readTensors } from '#trainer/formats/read-tensors.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** Whatever a file holds, it is read or refused in words: no other error, no endless loop, no memory beyond its bounds. */
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const references = join(import.meta.dirname, '..', '..', 'references')
const unusual = JSON.parse(readFileSync(join(references, 'unusual-files.json'), 'utf8')) as {
  archives: Record<string, string>
  headers: Record<string, string>
  safetensors: string
}
const bytesOf = (text = '') => Buffer.from(text, 'base64')
const files: [string, Buffer][] = [
  ['a.safetensors', bytesOf(unusual.safetensors)],
  ...Object.entries(unusual.archives).map(([how, text]): [string, Buffer] => [`${how}.npz`, bytesOf(text)]),
  ['python-2.npy', bytesOf(unusual.headers['of Python 2'])],
  ['version-3.npy', bytesOf(unusual.headers['of version 3'])],
]

/** What came of reading every tensor of a file: how many were read, and what was said of the others. */
function outcome(path: string): { readonly read: number; readonly refused: string[] } {
  const refused: string[] = []
  let read = 0
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof PhasescopeError) || error.kind !== 'usage') throw error
      refused.push(error.message)
      return null
    }
  }
  for (const tensor of Object.values(attempt(() => readTensors(path)) ?? {})) {
    const values = attempt(() => tensor.values)
    if (values === null) continue
    read += 1
    expect(values.length).toBe(tensor.shape.reduce((product, length) => product * length, 1))
  }
  return { read, refused }
}

const place = (file: Buffer) => fc.nat({ max: file.length - 1 })
const filled = (at: number, size: number, value: number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes)
  changed.subarray(at, at + size).fill(value)
  return changed
}
/** What a file may come to on its way, and what somebody may make of it. */
const mutations = (file: Buffer) =>
  fc.oneof(
    fc.tuple(place(file), fc.nat({ max: 255 })).map(([at, value]) => filled(at, 1, value)),
    fc.tuple(place(file), fc.constantFrom(1, 2, 4, 8)).map(([at, size]) => filled(at, size, 0xff)),
    place(file).map((at) => (bytes: Buffer) => bytes.subarray(0, at)),
    fc.tuple(place(file), fc.nat({ max: 64 })).map(([at, size]) => (bytes: Buffer) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)])),
    fc.tuple(place(file), fc.nat({ max: 64 })).map(([at, size]) => (bytes: Buffer) => Buffer.concat([bytes.subarray(0, at + size), bytes.subarray(at)])),
    fc.tuple(place(file), fc.uint8Array({ maxLength: 16 })).map(([at, more]) => (bytes: Buffer) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])),
  ) // prettier-ignore

/** The words of a header, exchanged for others that may stand there. */
const words = fc.constantFrom(
  ...['"shape"', '"dtype"', '"data_offsets"', '[0,', '[256]', "'descr'", "'shape'", "'fortran_order'", 'False', '(2, 3)', '<f8'],
) // prettier-ignore
const others = fc.constantFrom(
  ...['""', 'null', '-1', '1e999', '[', '{', '}', ')', '(((', '9007199254740993', '99999999999999999999', 'True', 'None', "'", '"', '\\', '\0', '𐀀', 'F4', '<U3', '|O', '__proto__', 'constructor'],
) // prettier-ignore
const rewordings = fc.tuple(words, others).map(([word, other]) => (bytes: Buffer) => {
  const at = bytes.indexOf(word)
  return at < 0 ? bytes : Buffer.concat([bytes.subarray(0, at), Buffer.from(other), bytes.subarray(at + word.length)])
})

describe.each(files)('%s', (name, file) => {
  it('is read as it is', () => {
    const path = join(folder.path, name)
    writeFileSync(path, file)
    expect(outcome(path).read).toBeGreaterThan(0)
  })

  it('changed anyhow is read or refused in words', () => {
    const path = join(folder.path, name)
    let changed = 0
    fc.assert(
      fc.property(fc.array(fc.oneof(mutations(file), rewordings), { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = changes.reduce((before, change) => change(before), file)
        writeFileSync(path, bytes)
        const { read, refused } = outcome(path)
        for (const message of refused) expect(message.split('\n')[0]).toMatch(/^\/|^Cannot read/)
        if (read === 0 || refused.length > 0) changed += 1
      }),
      { numRuns: 150 },
    )
    expect(changed).toBeGreaterThan(0)
  })
})
