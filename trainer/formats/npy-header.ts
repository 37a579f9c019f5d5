import { BOUNDS, messageOf, usageError } from '#src/vocabulary/index.ts'
import { elementTypeNamed, sizeOfShape, type ElementType } from './element-types.ts'
import { isHostLittleEndian } from './little-endian.ts'
import { pythonLiteral, type PythonValue } from './python-literal.ts'

/** What a NumPy file says before its numbers. */
export interface NpyHeader {
  /** As safetensors names it; as NumPy does where its elements are no numbers that can be read. */
  readonly dtype: string
  /** Null where they cannot. */
  readonly type: ElementType | null
  readonly isLittle: boolean
  /** First index fastest. */
  readonly isFortran: boolean
  readonly shape: readonly number[]
  /** Where the numbers begin. */
  readonly start: number
}

/** The bytes that hold the lengths of all that follows. */
const FIXED_BYTES = 12

/** The header of a NumPy file (format 1 to 3) of so many bytes; `beginning` gives so many of the first ones, or more. */
export function npyHeader(beginning: (length: number) => Buffer, fileBytes: number): NpyHeader {
  const fixed = beginning(FIXED_BYTES)
  if (fixed.length < FIXED_BYTES || fixed.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw damagedNpy('it does not begin with the NumPy signature')
  const version = fixed[6] ?? 0
  if (version < 1 || version > 3) throw damagedNpy(`its format version is ${version}, and versions 1 to 3 can be read`)
  const from = version === 1 ? 10 : FIXED_BYTES
  const start = from + (version === 1 ? fixed.readUInt16LE(8) : fixed.readUInt32LE(8))
  if (start - from > BOUNDS.npyHeaderBytes)
    throw damagedNpy(`its header should have ${start - from} bytes, and at most ${BOUNDS.npyHeaderBytes} are read`)
  const head = start > fileBytes ? fixed : beginning(start)
  if (start > head.length) throw damagedNpy('it is cut off within its header')
  const header = { ...headerFrom(head.toString(version < 3 ? 'latin1' : 'utf8', from, start)), start }
  assertWhole(header, fileBytes)
  return header
}

export function damagedNpy(why: string) {
  return usageError(`not a complete NumPy file: ${why}`)
}

function headerFrom(text: string): Omit<NpyHeader, 'start'> {
  const fields = dictionaryFrom(text)
  const [descr, order, shape] = ['descr', 'fortran_order', 'shape'].map((key) => fields.get(key))
  if (descr === undefined) throw damagedNpy('its header names no type')
  if (typeof order !== 'boolean' || shape === undefined) throw damagedNpy('its header names no order or no shape')
  if (sizeOfShape(shape) === null) throw damagedNpy(`its shape is ${shapeText(shape)}`)
  const lengths = shape as readonly number[]
  return { ...typeFrom(descr), isFortran: order && lengths.length > 1, shape: lengths }
}

function dictionaryFrom(text: string): ReadonlyMap<string, PythonValue> {
  let value: PythonValue
  try {
    value = pythonLiteral(text)
  } catch (error) {
    throw damagedNpy(`its header cannot be read: ${messageOf(error)}`)
  }
  if (value instanceof Map) return value as ReadonlyMap<string, PythonValue>
  throw damagedNpy('its header is not a dictionary')
}

function typeFrom(descr: PythonValue): Pick<NpyHeader, 'dtype' | 'type' | 'isLittle'> {
  if (typeof descr !== 'string') return { dtype: recordsText(descr), type: null, isLittle: true }
  const [, order = '', name = ''] = /^([<>|=]?)(.*)$/s.exec(descr) ?? []
  const known = (Object.hasOwn(typeByName, name) && typeByName[name]) || ''
  const type = elementTypeNamed(known) ?? null
  const isLittle = order === '<' || (order !== '>' && isHostLittleEndian)
  return { dtype: type === null ? descr : known, type, isLittle }
}

/** NumPy's names of the element types that are read: the letter and the bytes that it writes, and what it understands beside. */
const typeByName: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['F64', 'f8', 'd', 'float64', 'double'],
    ['F32', 'f4', 'f', 'float32', 'single'],
    ['F16', 'f2', 'e', 'float16', 'half'],
    ['I64', 'i8', 'q', 'int64'],
    ['I32', 'i4', 'i', 'int32'],
    ['I16', 'i2', 'h', 'int16'],
    ['I8', 'i1', 'b', 'int8'],
    ['U64', 'u8', 'Q', 'uint64'],
    ['U32', 'u4', 'I', 'uint32'],
    ['U16', 'u2', 'H', 'uint16'],
    ['U8', 'u1', 'B', 'uint8'],
    ['BOOL', 'b1', '?', 'bool'],
  ].flatMap(([known = '', ...names]) => names.map((name) => [name, known])),
)

/** A record's type is a list of fields, `[('a', '<f8'), …]`. */
function recordsText(descr: PythonValue): string {
  const fields = Array.isArray(descr) ? (descr as PythonValue[]) : []
  return `[${fields.map((field) => (Array.isArray(field) ? String(field[0]) : '?')).join(', ')}]`
}

function shapeText(shape: PythonValue): string {
  return Array.isArray(shape)
    ? `(${shape.map((length) => (typeof length === 'number' ? length : '?')).join(', ')})`
    : 'no tuple'
}

function assertWhole({ type, shape, start }: NpyHeader, fileBytes: number): void {
  if (type === null) return
  const [needed, given] = [(sizeOfShape(shape) ?? 0) * type.bytes, fileBytes - start]
  if (needed !== given) throw damagedNpy(`shape [${shape.join(', ')}] needs ${needed} bytes, and the file has ${given}`)
}
