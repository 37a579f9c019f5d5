import type { Layer } from '#probes/inputs.ts'
import { BOUNDS, PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import { decodedBudget } from './decoded-budget.ts'
import { elementsOf, elementTypes, sizeOfShape, type ElementType } from './element-types.ts'
import { filesFromZip } from './read-zip.ts'

/** NumPy's names of the element types that are read. */
const typeByName: Readonly<Record<string, string>> = {
  f8: 'F64',
  f4: 'F32',
  f2: 'F16',
  i8: 'I64',
  i4: 'I32',
  i2: 'I16',
  i1: 'I8',
  u8: 'U64',
  u4: 'U32',
  u2: 'U16',
  u1: 'U8',
  b1: 'BOOL',
}

/** The array of a NumPy file (format 1 to 3), in C order whatever the order of the file. */
export function tensorFromNpy(file: Buffer, take = decodedBudget()): Layer {
  if (file.length < 12 || file.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw damaged('it does not begin with the NumPy signature')
  const version = file[6] ?? 0
  if (version < 1 || version > 3) throw damaged(`its format version is ${version}, and versions 1 to 3 can be read`)
  const start = version === 1 ? 10 : 12
  const end = start + (version === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8))
  if (end - start > BOUNDS.npyHeaderBytes)
    throw damaged(`its header should have ${end - start} bytes, and at most ${BOUNDS.npyHeaderBytes} are read`)
  if (end > file.length) throw damaged('it is cut off within its header')
  const { type, isLittle, isFortran, shape, size } = headerFrom(file.toString('utf8', start, end))
  const bytes = file.length - end
  if (bytes !== size * type.bytes) {
    throw damaged(`shape [${shape.join(', ')}] needs ${size * type.bytes} bytes, and the file has ${bytes}`)
  }
  take(size * type.into.BYTES_PER_ELEMENT)
  const values = elementsOf(file.subarray(end), type, isLittle)
  return { shape, values: isFortran ? rowMajor(values, shape) : values }
}

/** Every array of an .npz archive, by its name without `.npy`. */
export function tensorsFromNpz(archive: Buffer): Record<string, Layer> {
  const files = filesFromZip(archive).map(({ name, bytes }) => ({
    name: name.replace(/\.npy$/, ''),
    file: name,
    bytes,
  }))
  const twice = files.find(({ name }, i) => files.findIndex((one) => one.name === name) < i)
  if (twice !== undefined) throw usageError(`array '${twice.name}' stands twice in the archive; save it once`)
  const take = decodedBudget()
  return Object.fromEntries(
    files.map(({ name, file, bytes }) => [name, naming(file, () => tensorFromNpy(bytes, take))]),
  )
}

/** What is wrong with one file of an archive says of which one. */
function naming<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof PhasescopeError ? usageError(`'${file}': ${error.message}`) : error
  }
}

/** The header is a Python literal: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } */
function headerFrom(text: string) {
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(text)
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1]
  if (descr === null) {
    const given = /'descr':\s*([^}]{0,40})/.exec(text)?.[1]
    throw given === undefined ? damaged('its header names no type') : unknownType(given.trim())
  }
  if (order === undefined || shapeText === undefined) throw damaged('its header names no order or no shape')
  const shape = shapeText.split(',').flatMap((length) => (length.trim() === '' ? [] : [Number(length)]))
  const size = sizeOfShape(shape)
  if (size === null) throw damaged(`its shape is (${shapeText})`)
  const [, endianness, name = ''] = descr
  const type = elementTypes[(Object.hasOwn(typeByName, name) && typeByName[name]) || ''] as ElementType | undefined
  if (type === undefined) throw unknownType(`'${endianness}${name}'`)
  return { type, isLittle: endianness !== '>', isFortran: order === 'True' && shape.length > 1, shape, size }
}

/** From first index fastest to last index fastest. */
function rowMajor(values: Float32Array | Float64Array, shape: readonly number[]): Float32Array | Float64Array {
  const turned = values.slice()
  const index = shape.map(() => 0)
  for (const value of values) {
    turned[index.reduce((place, at, axis) => place * (shape[axis] ?? 1) + at, 0)] = value
    for (let axis = 0; axis < index.length; axis++) {
      index[axis] = ((index[axis] ?? 0) + 1) % (shape[axis] ?? 1)
      if (index[axis] !== 0) break
    }
  }
  return turned
}

function unknownType(given: string) {
  return usageError(`a NumPy array of type ${given}; convert it to one of ${Object.keys(typeByName).join(', ')}`)
}

function damaged(why: string) {
  return usageError(`not a complete NumPy file: ${why}`)
}
