import { usageError } from '#src/vocabulary/index.ts'
import { eightBitFloats } from './eight-bit-floats.ts'
import { isHostLittleEndian } from './little-endian.ts'
import type { TensorKind } from './tensor.ts'

/** An element type that a file may hold: its bytes, and how one is read. */
export interface ElementType {
  readonly bytes: number
  readonly kind: TensorKind
  /** Float32 where that holds every value of the type, float64 otherwise. */
  readonly into: Float32ArrayConstructor | Float64ArrayConstructor
  readonly at: (view: DataView, offset: number, isLittle: boolean) => number
}

const float = { kind: 'float', into: Float32Array } as const
const integer = { kind: 'integer', into: Float64Array } as const

/** By the names of safetensors; NumPy's `<f8` is `F64`, `|b1` is `BOOL`. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F64: { ...float, bytes: 8, into: Float64Array, at: (view, offset, isLittle) => view.getFloat64(offset, isLittle) },
  F32: { ...float, bytes: 4, at: (view, offset, isLittle) => view.getFloat32(offset, isLittle) },
  F16: { ...float, bytes: 2, at: (view, offset, isLittle) => view.getFloat16(offset, isLittle) },
  BF16: { ...float, bytes: 2, at: bfloat16 },
  I64: { ...integer, bytes: 8, at: (view, offset, isLittle) => Number(view.getBigInt64(offset, isLittle)) },
  U64: { ...integer, bytes: 8, at: (view, offset, isLittle) => Number(view.getBigUint64(offset, isLittle)) },
  I32: { ...integer, bytes: 4, at: (view, offset, isLittle) => view.getInt32(offset, isLittle) },
  U32: { ...integer, bytes: 4, at: (view, offset, isLittle) => view.getUint32(offset, isLittle) },
  I16: { ...integer, bytes: 2, at: (view, offset, isLittle) => view.getInt16(offset, isLittle) },
  U16: { ...integer, bytes: 2, at: (view, offset, isLittle) => view.getUint16(offset, isLittle) },
  I8: { ...integer, bytes: 1, at: (view, offset) => view.getInt8(offset) },
  U8: { ...integer, bytes: 1, at: (view, offset) => view.getUint8(offset) },
  BOOL: { bytes: 1, kind: 'boolean', into: Float64Array, at: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
  ...Object.fromEntries(
    Object.entries(eightBitFloats).map(([name, value]) => [
      name,
      { ...float, bytes: 1, at: (view: DataView, offset: number) => value(view.getUint8(offset)) },
    ]),
  ),
}

/** The type of this name; undefined for what is no type that can be read, such as `toString`. */
export function elementTypeNamed(dtype: string): ElementType | undefined {
  return Object.hasOwn(elementTypes, dtype) ? elementTypes[dtype] : undefined
}

/** All elements of a stretch of bytes, in the host's own order; an error says which `array` has one that cannot be kept. */
export function elementsOf(
  bytes: Uint8Array,
  type: ElementType,
  isLittle: boolean,
  array = 'it',
): Float32Array | Float64Array {
  const values = new type.into(bytes.byteLength / type.bytes)
  if (isLittle && isHostLittleEndian && (type === elementTypes.F32 || type === elementTypes.F64)) {
    new Uint8Array(values.buffer).set(bytes) // which leaves the bits of NaN alone, too
    return values
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < values.length; i++) values[i] = type.at(view, i * type.bytes, isLittle)
  if (type.bytes === 8 && type.kind === 'integer') assertExact(values, view, isLittle, array)
  return values
}

/** The product of a shape, 1 for a number without dimensions; null for what is no shape. */
export function sizeOfShape(shape: unknown): number | null {
  if (!Array.isArray(shape)) return null
  const isShape = shape.every((length) => typeof length === 'number' && Number.isSafeInteger(length) && length >= 0)
  const size = (shape as number[]).reduce((product, length) => product * length, 1)
  return isShape && Number.isSafeInteger(size) ? size : null
}

/** A float32 cut off after its first two bytes. */
function bfloat16(view: DataView, offset: number, isLittle: boolean): number {
  scratch.setUint16(0, view.getUint16(offset, isLittle))
  return scratch.getFloat32(0)
}

const scratch = new DataView(new ArrayBuffer(4))

/** Whole numbers beyond 2⁵³ have neighbours that float64 does not tell from them. */
function assertExact(values: Float32Array | Float64Array, view: DataView, isLittle: boolean, array: string): void {
  const place = values.findIndex((value) => !Number.isSafeInteger(value))
  if (place < 0) return
  const sign = (values[place] ?? 0) < 0
  const given = sign ? view.getBigInt64(place * 8, isLittle) : view.getBigUint64(place * 8, isLittle)
  throw usageError(
    `${array} holds the whole number ${given} (at index ${place}), which float64 cannot hold exactly; save it as floats, or as smaller numbers`,
  )
}
