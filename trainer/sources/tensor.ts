import type { TensorMessage } from './tensorboard-messages.ts'

/** A tensor of numbers, as TensorFlow's messages have it. */
export interface NumberTensor {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

/** Numbers of one tensor that are taken: what one message of Reports bears many times. */
const MOST = 1 << 20

const TYPES: Readonly<
  Record<number, { readonly bytes: number; readonly at: (view: DataView, place: number) => number }>
> = {
  1: { bytes: 4, at: (view, place) => view.getFloat32(place, true) },
  2: { bytes: 8, at: (view, place) => view.getFloat64(place, true) },
  3: { bytes: 4, at: (view, place) => view.getInt32(place, true) },
  4: { bytes: 1, at: (view, place) => view.getUint8(place) },
  5: { bytes: 2, at: (view, place) => view.getInt16(place, true) },
  6: { bytes: 1, at: (view, place) => view.getInt8(place) },
  9: { bytes: 8, at: (view, place) => Number(view.getBigInt64(place, true)) },
  10: { bytes: 1, at: (view, place) => view.getUint8(place) },
  14: { bytes: 2, at: (view, place) => bfloat16(view.getUint16(place, true)) },
  17: { bytes: 2, at: (view, place) => view.getUint16(place, true) },
  19: { bytes: 2, at: (view, place) => view.getFloat16(place, true) },
  22: { bytes: 4, at: (view, place) => view.getUint32(place, true) },
  23: { bytes: 8, at: (view, place) => Number(view.getBigUint64(place, true)) },
}
const [HALF, BFLOAT16] = [19, 14]

/** Its numbers; else why it has none. A list of values that is too short goes on with its last one, as TensorFlow reads it. */
export function numbersOf(tensor: TensorMessage): NumberTensor | { readonly why: string } {
  const type = TYPES[tensor.type ?? 0]
  if (type === undefined) return { why: 'a tensor whose type is no number' }
  const shape = (tensor.shape?.dims ?? []).map(({ size = 0 }) => size)
  const length = shape.reduce((product, size) => product * size, 1)
  if (!Number.isSafeInteger(length) || length < 0 || length > MOST)
    return { why: `a tensor of more than ${MOST} numbers, or of no sensible shape` }
  const { content } = tensor
  if (content !== undefined && content.length > 0) {
    if (content.length !== length * type.bytes) return { why: 'a tensor whose bytes are not those of its shape' }
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
    return { shape, values: Float64Array.from({ length }, (_, i) => type.at(view, i * type.bytes)) }
  }
  const listed = listedIn(tensor)
  if (listed.length > length) return { why: 'a tensor that lists more numbers than its shape has' }
  if (listed.length === 0 && length > 0) return { why: 'a tensor without its numbers' }
  return { shape, values: Float64Array.from({ length }, (_, i) => listed[i] ?? listed[listed.length - 1]!) }
}

function listedIn({ type, floats, doubles, ints, longs, bools, halves }: TensorMessage): readonly number[] {
  if (halves !== undefined && type === HALF) return halves.map(float16)
  if (halves !== undefined && type === BFLOAT16) return halves.map(bfloat16)
  return floats ?? doubles ?? ints ?? longs ?? bools?.map(Number) ?? []
}

function float16(bits: number): number {
  const view = new DataView(new ArrayBuffer(2))
  view.setUint16(0, bits)
  return view.getFloat16(0)
}

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint16(0, bits)
  return view.getFloat32(0)
}
