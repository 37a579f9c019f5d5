import { usageError } from '#src/vocabulary/index.ts'
import { isHostLittleEndian } from './little-endian.ts'

/** An element type that a file may hold: its bytes, and how one is read. */
export interface ElementType {
  readonly bytes: number
  /** Float32 where that holds every value of the type, float64 otherwise. */
  readonly into: Float32ArrayConstructor | Float64ArrayConstructor
  readonly at: (view: DataView, offset: number, isLittle: boolean) => number
}

/** By the names of safetensors; NumPy's `<f8` is `F64`, `|b1` is `BOOL`. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F64: { bytes: 8, into: Float64Array, at: (view, offset, isLittle) => view.getFloat64(offset, isLittle) },
  F32: { bytes: 4, into: Float32Array, at: (view, offset, isLittle) => view.getFloat32(offset, isLittle) },
  F16: { bytes: 2, into: Float32Array, at: (view, offset, isLittle) => view.getFloat16(offset, isLittle) },
  BF16: { bytes: 2, into: Float32Array, at: bfloat16 },
  I64: { bytes: 8, into: Float64Array, at: (view, offset, isLittle) => exact(view.getBigInt64(offset, isLittle)) },
  U64: { bytes: 8, into: Float64Array, at: (view, offset, isLittle) => exact(view.getBigUint64(offset, isLittle)) },
  I32: { bytes: 4, into: Float64Array, at: (view, offset, isLittle) => view.getInt32(offset, isLittle) },
  U32: { bytes: 4, into: Float64Array, at: (view, offset, isLittle) => view.getUint32(offset, isLittle) },
  I16: { bytes: 2, into: Float64Array, at: (view, offset, isLittle) => view.getInt16(offset, isLittle) },
  U16: { bytes: 2, into: Float64Array, at: (view, offset, isLittle) => view.getUint16(offset, isLittle) },
  I8: { bytes: 1, into: Float64Array, at: (view, offset) => view.getInt8(offset) },
  U8: { bytes: 1, into: Float64Array, at: (view, offset) => view.getUint8(offset) },
  BOOL: { bytes: 1, into: Float64Array, at: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
}

/** All elements of a stretch of bytes, in the host's own order. */
export function elementsOf(bytes: Uint8Array, type: ElementType, isLittle: boolean): Float32Array | Float64Array {
  const values = new type.into(bytes.byteLength / type.bytes)
  if (isLittle && isHostLittleEndian && (type === elementTypes.F32 || type === elementTypes.F64)) {
    new Uint8Array(values.buffer).set(bytes) // which leaves the bits of NaN alone, too
    return values
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < values.length; i++) values[i] = type.at(view, i * type.bytes, isLittle)
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

function exact(value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw usageError(`holds the whole number ${value}, which float64 cannot; save it as a float`)
}
