import { maskedCrc32c } from '#trainer/sources/index.ts'

/**
 * A TensorBoard event file, byte for byte as its own writer makes it of one scalar: what a point costs there.
 *
 * A file is a sequence of TFRecords (tensorflow.org/tutorials/load_data/tfrecord): the length of the data as uint64, a
 * masked CRC-32C of those 8 bytes, the data, a masked CRC-32C of it, all little-endian. The data is a protocol buffer
 * `Event` (tensorflow/core/util/event.proto): `wall_time` = 1 (double), `step` = 2 (int64), and either
 * `file_version` = 3 (string), the first record, or `summary` = 5, in which `value` = 1 holds `tag` = 1 (string) and
 * `simple_value` = 2 (float), as PyTorch's and JAX's writers put it.
 */
export function eventFile(
  tag: string,
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  wallTimes: ArrayLike<number>,
  startedAt: number,
): Uint8Array {
  const version = field(3, text('brain.Event:2'))
  const records = [record([...double(1, startedAt), ...version])]
  for (let i = 0; i < steps.length; i++) {
    const value = [...field(1, text(tag)), ...float(2, values[i]!)]
    const event = [...double(1, wallTimes[i]!), ...integer(2, steps[i]!), ...field(5, field(1, value))]
    records.push(record(event))
  }
  return Buffer.concat(records)
}

function record(data: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(12 + data.length + 4)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true)
  bytes.set(data, 12)
  view.setUint32(12 + data.length, maskedCrc32c(bytes.subarray(12, 12 + data.length)), true)
  return bytes
}

/** A field with a length before it (wire type 2). */
function field(number: number, body: readonly number[]): number[] {
  return [number * 8 + 2, ...varint(body.length), ...body]
}

/** Zero is what an absent number means, and is left out. */
function integer(number: number, value: number): number[] {
  return value === 0 ? [] : [number * 8, ...varint(value)]
}

function double(number: number, value: number): number[] {
  return [number * 8 + 1, ...new Uint8Array(Float64Array.of(value).buffer)]
}

/** Of a oneof: written even where it is zero. */
function float(number: number, value: number): number[] {
  return [number * 8 + 5, ...new Uint8Array(Float32Array.of(value).buffer)]
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)]
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return [...bytes, rest]
}
