import * as fc from 'fast-check'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Layer } from '#probes/inputs.ts'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { tensorFromNpy } from '#trainer/formats/read-npy.ts'
import { tensorsFromNpz } from '#trainer/formats/read-npz.ts'
import { readSafetensors, safetensorsFrom, tensorsFromSafetensors } from '#trainer/formats/read-safetensors.ts'
import { readTensors } from '#trainer/formats/read-tensors.ts'
import { readSafetensorsHeader } from '#trainer/formats/safetensors-header.ts'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { temporaryFolder } from '../../phasescope.ts'

type Plain = Record<string, { shape: number[]; values: number[] }>
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'references', 'files.json'), 'utf8'),
) as {
  safetensors: { file: string; tensors: Plain }
  npy: string[]
  npz: { stored: string; deflated: string; tensors: Plain }
}
const bytesOf = (text: string) => Buffer.from(text, 'base64')
const plain = (tensors: Readonly<Record<string, Layer>>): Plain =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => [name, { shape: [...shape], values: [...values] }]),
  )

describe('files as their own libraries write them', () => {
  it('safetensors, every element type', () => {
    const tensors = tensorsFromSafetensors(bytesOf(reference.safetensors.file))
    expect(plain(tensors)).toEqual(reference.safetensors.tensors)
    expect(tensors.f64?.values).toBeInstanceOf(Float64Array)
    expect(tensors.i64?.values).toBeInstanceOf(Float64Array)
    expect(tensors.f32?.values).toBeInstanceOf(Float32Array)
  })

  it.each(['stored', 'deflated'] as const)('npz, %s: element types, both byte orders, both index orders', (how) => {
    expect(plain(tensorsFromNpz(bytesOf(reference.npz[how])))).toEqual(reference.npz.tensors)
  })

  it('npy, formats 1 to 3', () => {
    for (const file of reference.npy)
      expect(plain({ fortran: tensorFromNpy(bytesOf(file)) }).fortran).toEqual(reference.npz.tensors.fortran)
  })

  it('chooses by the ending, and calls the one array of a .npy file x', () => {
    using folder = temporaryFolder()
    const paths = ['a.safetensors', 'b.npz', 'c.npy'].map((name) => join(folder.path, name)) as [string, string, string]
    writeFileSync(paths[0], bytesOf(reference.safetensors.file))
    writeFileSync(paths[1], bytesOf(reference.npz.stored))
    writeFileSync(paths[2], bytesOf(reference.npy[0] ?? ''))
    expect(Object.keys(readTensors(paths[0])).toSorted()).toEqual(Object.keys(reference.safetensors.tensors).toSorted())
    expect(Object.keys(readTensors(paths[1]))).toEqual(Object.keys(reference.npz.tensors))
    expect(plain(readTensors(paths[2]))).toEqual({ x: reference.npz.tensors.fortran })
  })
})

const numbers = fc.oneof(
  fc.array(fc.double(), { maxLength: 12 }).map((values) => Float64Array.from(values)),
  fc.array(fc.float(), { maxLength: 12 }).map((values) => Float32Array.from(values)),
)
const layer = numbers.map((values) => ({
  shape: values.length % 3 === 0 ? [values.length / 3, 3] : [values.length],
  values,
}))

describe('round trips', () => {
  it('what is written is read again, to the bit, NaN and infinities too', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'weights.safetensors')
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), layer), (layers) => {
        fc.pre(!('__metadata__' in layers)) // the format keeps this name for itself
        writeSafetensors(path, layers)
        const read = readSafetensors(path)
        expect(Object.keys(read).toSorted()).toEqual(Object.keys(layers).toSorted())
        for (const [name, { shape, values }] of Object.entries(layers)) {
          expect(read[name]?.shape).toEqual(shape)
          expect(read[name]?.values).toEqual(values)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('what a safetensors file holds besides numbers of a layer', () => {
  it('words and bytes come back as they went, and a reader of tensors need not know', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'all.safetensors')
    const tensors = {
      w: { shape: [2], values: Float32Array.of(NaN, 1) },
      b: { shape: [3], values: Uint8Array.of(0, 7, 255) },
    }
    writeSafetensors(path, tensors, { format: 'mine', text: '{"a":"ä"}' })
    const { metadata, tensors: stored } = safetensorsFrom(readFileSync(path))
    expect(metadata).toEqual({ format: 'mine', text: '{"a":"ä"}' })
    expect(stored.b).toMatchObject({ dtype: 'U8', shape: [3] })
    expect([...(stored.b?.bytes ?? [])]).toEqual([0, 7, 255])
    expect(plain(readTensors(path))).toEqual({
      w: { shape: [2], values: [NaN, 1] },
      b: { shape: [3], values: [0, 7, 255] },
    })
  })

  it('is read without its numbers, however long the header is', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'all.safetensors')
    for (const length of [10, 100_000]) {
      const text = 'x'.repeat(length)
      writeSafetensors(path, { w: { shape: [1, 2], values: Float64Array.of(1, 2) } }, { text })
      const { metadata, entries, start, bytes } = readSafetensorsHeader(path)
      expect(metadata).toEqual({ text })
      expect(entries).toEqual([{ name: 'w', dtype: 'F64', shape: [1, 2], from: 0, to: 16 }])
      expect(bytes - start).toBe(16)
      truncateSync(path, bytes - 1)
      expect(() => readSafetensorsHeader(path)).toThrow(/all\.safetensors: not a complete safetensors file: .*cut off/)
    }
  })

  it('keeps the bits of NaN', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'nan.safetensors')
    const bits = Uint32Array.of(0x7fc00001, 0xffc00000, 0x7fa00000, 0x80000000)
    writeSafetensors(path, { w: { shape: [4], values: new Float32Array(bits.buffer) } })
    expect(new Uint32Array(readSafetensors(path).w?.values.buffer as ArrayBuffer)).toEqual(bits)
  })
})

describe('a damaged file is a usage error that says so, whatever the damage', () => {
  const whole: [string, Buffer, (bytes: Buffer) => unknown][] = [
    ['safetensors', bytesOf(reference.safetensors.file), (bytes) => plain(tensorsFromSafetensors(bytes))],
    ['npy', bytesOf(reference.npy[0] ?? ''), (bytes) => tensorFromNpy(bytes).values],
    ['npz', bytesOf(reference.npz.stored), (bytes) => plain(tensorsFromNpz(bytes))],
    ['npz, deflated', bytesOf(reference.npz.deflated), (bytes) => plain(tensorsFromNpz(bytes))],
  ]
  const complaint = (read: () => unknown): PhasescopeError | null => {
    try {
      read()
      return null
    } catch (error) {
      if (!(error instanceof PhasescopeError) || error.kind !== 'usage') throw error
      return error
    }
  }

  it.each(whole)('%s: cut off anywhere', (_, file, read) => {
    for (let length = 0; length < file.length; length++)
      expect(complaint(() => read(file.subarray(0, length)))).not.toBeNull()
  })

  it.each(whole)('%s: bytes changed anywhere', (_, file, read) => {
    const change = fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = Buffer.from(file)
        for (const [at, value] of changes) damaged[at] = value
        complaint(() => read(damaged)) // another number is no crash; anything but the clear error is
      }),
      { numRuns: 400 },
    )
  })

  it.each(whole)('%s: any bytes at all', (_, __, read) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(complaint(() => read(Buffer.from(bytes)))).not.toBeNull()
      }),
    )
  })

  const headed = (header: unknown, data = 16) => {
    const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(text.length))
    return Buffer.concat([length, text, Buffer.alloc(data)])
  }
  const f32 = (shape: unknown, from: unknown, to: unknown) => ({ dtype: 'F32', shape, data_offsets: [from, to] })
  it.each([
    ['no JSON', headed('{"x":'), /header is not JSON/],
    ['an array', headed([]), /header is not an object/],
    ['overlapping tensors', headed({ a: f32([4], 0, 16), b: f32([2], 8, 16) }), /'b' overlaps/],
    ['a hole', headed({ a: f32([2], 8, 16) }), /no tensor covers the 8 bytes before tensor 'a'/],
    ['bytes left over', headed({ a: f32([2], 0, 8) }), /take 8 bytes, and the file has 16/],
    ['too few bytes', headed({ a: f32([8], 0, 32) }), /take 32 bytes, and the file has 16; it is cut off/],
    ['a shape that does not fit', headed({ a: f32([3], 0, 16) }), /F32 \[3\] needs 12 bytes, and has 16/],
    ['a negative length', headed({ a: f32([-4], 0, 16) }), /'a' has no shape/],
    ['offsets turned round', headed({ a: f32([4], 16, 0) }), /'a' has no offsets/],
    ['an unknown type', headed({ a: { ...f32([4], 0, 16), dtype: 'F9' } }), /type F9; convert it/],
    ['a type that is a property of objects', headed({ a: { ...f32([4], 0, 16), dtype: 'toString' } }), /convert it/],
    ['a header longer than the file', headed('').fill(0xff, 0, 8), /header should have 18446744073709551615 bytes/],
  ])('%s', (_, file, message) => {
    expect(complaint(() => plain(tensorsFromSafetensors(file)))?.message).toMatch(message)
  })

  it('a whole number that float64 cannot hold', () => {
    const file = headed({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, 8)
    file.writeBigInt64LE(2n ** 53n + 1n, file.length - 8)
    expect(complaint(() => plain(tensorsFromSafetensors(file)))?.message).toMatch(/9007199254740993.*float64/)
  })

  it('a file of another ending, and one that is not there', () => {
    expect(complaint(() => readTensors('weights.pt'))?.message).toMatch(/weights\.pt.*\.safetensors/)
    expect(complaint(() => readTensors('/nowhere/w.npz'))?.message).toMatch(/Cannot read \/nowhere\/w\.npz/)
  })
})
