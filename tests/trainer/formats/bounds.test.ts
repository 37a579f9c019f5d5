import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BOUNDS, PhasescopeError } from '#src/vocabulary/index.ts'
import { decodedBudget } from '#trainer/formats/decoded-budget.ts'
import { keyThatStandsTwice } from '#trainer/formats/key-twice.ts'
import { tensorFromNpy } from '#trainer/formats/read-npy.ts'
import { tensorsFromNpz } from '#trainer/formats/read-npz.ts'
import { tensorsFromSafetensors } from '#trainer/formats/read-safetensors.ts'
import { readTensors } from '#trainer/formats/read-tensors.ts'
import { unzip, zipEntries } from '#trainer/formats/read-zip.ts'
import { assertExpansion } from '#trainer/formats/zip-content.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { readSafetensorsHeader } from '#trainer/formats/safetensors-header.ts'
import { zipOf } from './zip-file.ts'

/** What a file says of itself may be a lie, and what is small may become large: memory is not spent before that is known. */
describe('an archive', () => {
  it('that would become larger than memory bears is refused by what its directory says', () => {
    const [free, ratio] = [BOUNDS.expandedBytes, BOUNDS.expansionRatio]
    assertExpansion([{ size: free / 2 }, { size: free / 2 }], 1_000)
    expect(() => assertExpansion([{ size: free }, { size: 1 }], 1_000)).toThrow(/of 1000 bytes that would unpack to/)
    assertExpansion([{ size: ratio * 10_000_000 }], 10_000_000)
    expect(() => assertExpansion([{ size: ratio * 10_000_000 + 1 }], 10_000_000)).toThrow(/at most 1000000000/)
  })

  it('of a few kilobytes that would become half a gigabyte is refused, and no memory is taken', () => {
    const content = npy(`(${32e6},)`, Buffer.alloc(4_000_000))
    const part = { name: 'x.npy', content, said: 256_000_000, isDeflated: true }
    const bomb = zipOf([part, { ...part, name: 'y.npy' }])
    expect(bomb.length).toBeLessThan(100_000)
    const before = process.memoryUsage().arrayBuffers
    expect(() => tensorsFromNpz(bomb)).toThrow(/would unpack to 512000000, and at most 268435456/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })

  it('whose entries are larger or smaller than they say is refused', () => {
    const content = npy('(1000,)', Buffer.alloc(8000))
    for (const said of [0, 1, content.length - 1, content.length + 1]) {
      const file = zipOf([{ name: 'x.npy', content, said, isDeflated: true }])
      expect(() => tensorsFromNpz(file).x?.values).toThrow(PhasescopeError)
    }
  })

  it('is not unpacked beyond what it says, however much comes', async () => {
    using folder = temporaryFolder()
    const archive = join(folder.path, 'wheel.zip')
    writeFileSync(archive, zipOf([{ name: 'a', content: Buffer.alloc(50_000_000), said: 10, isDeflated: true }]))
    await expect(unzip(archive, await zipEntries(archive), folder.path)).rejects.toThrow(/checksum of 'a' is wrong/)
  })

  it('with an array that stands twice is refused by its name', () => {
    const content = npy('(1,)', Buffer.alloc(8))
    const twice = [{ name: 'w0.npy', content }, { name: 'b0.npy', content }, { name: 'w0', content }] // prettier-ignore
    expect(() => tensorsFromNpz(zipOf(twice))).toThrow("array 'w0' stands twice in the archive; save it once")
  })

  it('with folders is read by the paths in it, and what is no array is named', () => {
    const content = npy('(1,)', Buffer.alloc(8))
    const nested = [
      { name: 'encoder/', content: Buffer.alloc(0) },
      { name: 'encoder/w0.npy', content },
    ]
    expect(Object.keys(tensorsFromNpz(zipOf(nested)))).toEqual(['encoder/w0'])
    const strange = { name: 'encoder/notes.txt', content: Buffer.from('words') }
    const beside = tensorsFromNpz(zipOf([...nested, strange]))
    expect([...(beside['encoder/w0']?.values ?? [])]).toEqual([0])
    expect(() => beside['encoder/notes.txt']?.values).toThrow(/^'encoder\/notes\.txt': not a complete NumPy file/)
    const full = { name: 'encoder/', content: Buffer.from('words') }
    expect(() => tensorsFromNpz(zipOf([full]))['encoder/']?.values).toThrow(/^'encoder\/': not a complete NumPy file/)
  })
})

describe('a header', () => {
  it('of NumPy that is said to be longer than one can be is not read', () => {
    const file = npy('(1,)', Buffer.alloc(8), 2)
    file.writeUInt32LE(4_000_000_000, 8)
    expect(() => tensorFromNpy(file)).toThrow(/header should have 4000000000 bytes, and at most 65535 are read/)
  })

  it('of safetensors that is said to be longer than one can be is not read', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'a.safetensors')
    const head = Buffer.alloc(8)
    head.writeBigUInt64LE(1_000_000_000n)
    writeFileSync(path, head)
    const refused = /header should have 1000000000 bytes, and at most 100000000 are read/
    expect(() => readTensors(path)).toThrow(refused)
    truncateSync(path, 1_100_000_000) // sparse: it takes no room
    expect(() => readSafetensorsHeader(path)).toThrow(refused)
  })

  it.each(['{"w":1,"w":2}', '{"w" : {"a":[{"w":1}]}, "b":"\\"w", "\\u0077":2}'])(
    '%s with a key twice is told from one without',
    (json) => {
      expect(keyThatStandsTwice(json)).toEqual(['w'])
      const header = Buffer.from(json)
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(header.length))
      expect(() => tensorsFromSafetensors(Buffer.concat([length, header]))).toThrow(/tensor 'w' stands twice/)
    },
  )

  it.each(['{}', '{"w":{"w":1},"a":{"w":1}}', '{"a":"w","b":"w"}', '{"a":["w","w"],"":"\\\\"}'])(
    '%s without is none',
    (json) => {
      expect(keyThatStandsTwice(json)).toBe(null)
    },
  )
})

describe('numbers', () => {
  it('that would take more memory than there may be are refused before they are made', () => {
    const take = decodedBudget()
    take(BOUNDS.decodedBytes - 8)
    take(8)
    expect(() => take(1)).toThrow(/more numbers than can be held/)
  })
})

describe('what is no file', () => {
  it('is refused, and not waited for', () => {
    using folder = temporaryFolder()
    const at = (name: string) => join(folder.path, name)
    mkdirSync(at('folder.npz'))
    symlinkSync('/dev/zero', at('endless.npy'))
    expect(spawnSync('mkfifo', [at('pipe.safetensors')]).status).toBe(0)
    for (const name of ['folder.npz', 'endless.npy', 'pipe.safetensors'])
      expect(() => readTensors(at(name))).toThrow(/Cannot read .*: it is not a file/)
    writeFileSync(at('large.npz'), '')
    truncateSync(at('large.npz'), BOUNDS.tensorFileBytes + 1)
    expect(() => readTensors(at('large.npz'))).toThrow(/has 2147483649 bytes, and at most 2147483648 can be read/)
  })
})

/** A NumPy file of float64 with this shape. */
function npy(shape: string, numbers: Buffer, version: 1 | 2 = 1): Buffer {
  const header = Buffer.from(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }\n`)
  const head = Buffer.alloc(version === 1 ? 10 : 12)
  head.write('\x93NUMPY', 'latin1')
  head[6] = version
  if (version === 1) head.writeUInt16LE(header.length, 8)
  else head.writeUInt32LE(header.length, 8)
  return Buffer.concat([head, header, numbers])
}
