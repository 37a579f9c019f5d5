import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { tensorFromNpy } from '#trainer/formats/read-npy.ts'
import { tensorsFromNpz } from '#trainer/formats/read-npz.ts'
import { tensorsFromSafetensors } from '#trainer/formats/read-safetensors.ts'
import { readTensors } from '#trainer/formats/read-tensors.ts'
import { isNumeric, type Tensor, type Tensors } from '#trainer/formats/tensor.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { zipOf } from './zip-file.ts'

/** What NumPy and safetensors write and read, by tests/references/unusual-files.py. */
type Said = { readonly shape: number[]; readonly values: (number | string)[] }
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'references', 'unusual-files.json'), 'utf8'),
) as {
  archives: Record<string, string>
  numbers: Record<string, Said>
  beside: string[]
  headers: Record<string, string>
  header: Said
  safetensors: string
  eightBits: Record<string, (number | string)[]>
}
const bytesOf = (text = '') => Buffer.from(text, 'base64')
const numbersFrom = (values: readonly (number | string)[]) =>
  values.map((value) => ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[value] ?? Number(value))
const said = ({ shape, values }: Said) => ({ shape, values: numbersFrom(values) })
const plain = (tensor: Tensor | undefined) => ({
  shape: [...(tensor?.shape ?? [])],
  values: [...(tensor?.values ?? [])],
})

function complaint(tensors: Tensors, name: string): string {
  try {
    return `none: ${String(tensors[name]?.values)}`
  } catch (error) {
    expect(error).toBeInstanceOf(PhasescopeError)
    return (error as Error).message
  }
}

describe('an archive of NumPy', () => {
  const archives = Object.entries(reference.archives)

  it.each(archives)('%s: numbers are read, whatever lies beside them', (_, archive) => {
    const tensors = tensorsFromNpz(bytesOf(archive))
    for (const [name, numbers] of Object.entries(reference.numbers)) expect(plain(tensors[name])).toEqual(said(numbers))
    expect(reference.beside.filter((name) => tensors[name]?.stored?.isRead !== false)).toEqual([])
  })

  it.each(archives)('%s: what is no number says so, and what to do, when it is wanted', (_, archive) => {
    const tensors = tensorsFromNpz(bytesOf(archive))
    const complaints = {
      text: /^'text\.npy': a NumPy array of type '<U3'; it holds text: encode it as numbers/,
      bytes: /type '\|S3'; it holds text/,
      objects: /type '\|O'; it holds Python objects.*numeric dtype/,
      dates: /type '<M8\[D\]'; it holds dates or times: convert it with \.astype/,
      spans: /type '<m8\[s\]'; it holds dates or times/,
      complex: /type '<c16'; its numbers are complex: save the real and the imaginary part/,
      records: /type '\[n, it's\]'; its elements are records: save each field/,
      long: /type '<f16'; its numbers have more digits than float64: convert it with \.astype\('f8'\)/,
      bfloat: /type '<V2'; its type was lost when it was saved.*\.astype\('f4'\)/,
      beyond: /the array holds the whole number 9007199254740993 \(at index 1\), which float64 cannot hold exactly/,
      'notes/README.txt': /^'notes\/README\.txt': not a complete NumPy file: it does not begin/,
    }
    expect(Object.keys(complaints).toSorted()).toEqual([...reference.beside, 'notes/README.txt'].toSorted())
    for (const [name, expected] of Object.entries(complaints)) expect(complaint(tensors, name)).toMatch(expected)
    const known = Object.entries(tensors).filter(([, tensor]) => isNumeric(tensor))
    expect(known.map(([name]) => name).toSorted()).toEqual([...Object.keys(reference.numbers), 'beyond'].toSorted())
  })

  it('of which one file is damaged, encrypted or packed by another method gives the others', () => {
    const file = bytesOf(reference.archives.stored)
    const damaged = Buffer.from(file)
    const place = damaged.indexOf(Buffer.from('(0, 3)'))
    damaged[place + 1] = 0x31 // in the header of `empty`: a shape that needs more bytes
    const tensors = tensorsFromNpz(damaged)
    expect(complaint(tensors, 'empty')).toMatch(
      /'empty\.npy': not a complete NumPy file: shape \[1, 3\] needs 24 bytes/,
    )
    expect(plain(tensors.number).values).toEqual([2.5])

    const names = ['a.npy', 'b.npy', 'c.npy']
    const content = bytesOf(reference.headers['of version 2'])
    const three = zipOf(names.map((name) => ({ name, content })))
    const entries = [...three.toString('latin1').matchAll(/PK\x01\x02/g)].map(({ index }) => index)
    three.writeUInt16LE(1, entries[0]! + 8) // a password
    three.writeUInt16LE(12, entries[1]! + 10) // bzip2
    const mixed = tensorsFromNpz(three)
    expect(complaint(mixed, 'a')).toMatch(/'a\.npy' is encrypted; save it without a password/)
    expect(complaint(mixed, 'b')).toMatch(/'b\.npy' is compressed with method 12/)
    expect(plain(mixed.c)).toEqual(reference.header)
  })

  it('whose bytes changed is refused where they are wanted, though its header is whole', () => {
    const file = bytesOf(reference.archives.stored)
    const place = file.indexOf(Buffer.from('nested/deep.npy'))
    file[place + 15 + 130]! ^= 1
    const tensors = tensorsFromNpz(file)
    expect(complaint(tensors, 'nested/deep')).toMatch(/the checksum of 'nested\/deep\.npy' is wrong/)
    expect(plain(tensors.whole).values).toEqual([7])
  })
})

describe('a header of NumPy', () => {
  it.each(Object.entries(reference.headers))('%s is read as NumPy reads it', (_, file) => {
    expect(plain(tensorFromNpy(bytesOf(file)))).toEqual(reference.header)
  })

  const headed = (header: string) =>
    Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from(Uint16Array.of(header.length).buffer), Buffer.from(header, 'latin1'), Buffer.alloc(48)]) // prettier-ignore
  it.each([
    ["{'descr': '<f8', 'shape': (2, 3), 'fortran_order': False, 'shape': (3, 2)}", /'shape' stands twice/],
    ["{'descr': '<f8', 'shape': (2, 3)}", /names no order or no shape/],
    ["{'shape': (2, 3), 'fortran_order': False}", /names no type/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (-2, -3)}", /its shape is \(-2, -3\)/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (6)}", /its shape is no tuple/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3.0)}", /cannot be read: not understood from character 54/],
    ["{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}", /names no order/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)", /it ends too early/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} or 1", /not understood from character/],
    ["__import__('os').system('true')", /not understood from character 0/],
    ["('descr', '<f8')", /not a dictionary/],
    ['('.repeat(100), /more than 64 brackets are open/],
  ])('%s is refused', (header, message) => {
    expect(() => tensorFromNpy(headed(header))).toThrow(PhasescopeError)
    expect(() => tensorFromNpy(headed(header))).toThrow(message)
  })
})

describe('a safetensors file', () => {
  const tensors = () => tensorsFromSafetensors(bytesOf(reference.safetensors))

  it.each(Object.entries(reference.eightBits))('%s: each of the 256 numbers, exactly', (name, values) => {
    expect(plain(tensors()[name])).toEqual({ shape: [256], values: numbersFrom(values) })
    expect(tensors()[name]?.stored).toMatchObject({ dtype: name, kind: 'float' })
  })

  it('is read beside complex, packed and too large numbers, which say so when they are wanted', () => {
    const read = tensors()
    expect(read.w?.shape).toEqual([2, 3])
    expect([...(read.U16?.values ?? []), ...(read.U32?.values ?? [])]).toEqual([1, 65_535, 1, 4_294_967_295])
    expect(complaint(read, 'C64')).toMatch(/tensor 'C64' is of type C64; its numbers are complex/)
    expect(complaint(read, 'F4')).toMatch(/tensor 'F4' is of type F4; its numbers are packed: convert it to F32/)
    expect(complaint(read, 'U64')).toMatch(/tensor 'U64' holds the whole number 9223372036854775808 \(at index 1\)/)
  })

  it.each([
    ['a key of a tensor', '{"w":{"dtype":"F64","dtype":"F64","shape":[1],"data_offsets":[0,8]}}', /'dtype' of tensor 'w' stands twice/],
    ['a word of the metadata', '{"__metadata__":{"a":"1","a":"2"},"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', /'a' of tensor '__metadata__' stands twice/],
    ['a size that its bits do not fill', '{"w":{"dtype":"F4","shape":[3],"data_offsets":[0,8]}}', /needs 1\.5 bytes, and has 8/],
    ['a name that a terminal would obey', '{"w\\u001b[2J\\n":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}', /tensor 'w\\u001b\[2J\\u000a' of F64 \[2\] needs 16 bytes/],
  ] as const)('with %s is refused', (_, header, message) => {
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    expect(() => tensorsFromSafetensors(Buffer.concat([length, Buffer.from(header), Buffer.alloc(8)]))).toThrow(message)
  }) // prettier-ignore
})

describe('a file on the disk', () => {
  it('is read in the pieces that are wanted, once each, and says which file and which tensor are wrong', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'a.npz')
    writeFileSync(path, bytesOf(reference.archives.deflated))
    const tensors = readTensors(path)
    expect(plain(tensors.big)).toEqual(said(reference.numbers.big as Said))
    expect(tensors.big?.values).toBe(tensors.big?.values)
    expect(complaint(tensors, 'text')).toMatch(/^\/.*\/a\.npz: 'text\.npy': a NumPy array of type/)
    expect(complaint(tensors, 'dates')).toMatch(/^\/.*\/a\.npz: 'dates\.npy': /)
  })

  it('that was written anew in between is not taken for the one that was opened', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'a.safetensors')
    writeFileSync(path, bytesOf(reference.safetensors))
    const tensors = readTensors(path)
    writeFileSync(path, Buffer.concat([bytesOf(reference.safetensors), Buffer.alloc(1)]))
    expect(complaint(tensors, 'w')).toMatch(
      /a\.safetensors: it can no longer be read: it was changed while it was read/,
    )
  })
})
