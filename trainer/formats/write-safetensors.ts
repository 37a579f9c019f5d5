import { littleEndian, type Numbers } from './little-endian.ts'
import { writeWhole } from './write-whole.ts'

/** Numbers in their own precision; bytes for what is no number. */
export interface WritableTensor {
  readonly shape: readonly number[]
  readonly values: Numbers
}

/** Writes tensors in their order, and words that say what they are; all of it or nothing. */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, WritableTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeWhole(path, safetensorsOf(tensors, metadata))
}

function safetensorsOf(
  tensors: Readonly<Record<string, WritableTensor>>,
  metadata: Readonly<Record<string, string>>,
): Buffer {
  let from = 0
  const entries = Object.entries(tensors).map(([name, { shape, values }]) => {
    const offsets = [from, (from += values.byteLength)]
    return [name, { dtype: dtypeOf(values), shape, data_offsets: offsets }]
  })
  const words = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata]]
  const text = Buffer.from(JSON.stringify(Object.fromEntries([...words, ...entries])))
  const padding = Buffer.alloc((8 - (text.length % 8)) % 8, ' ') // so that the numbers are aligned
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length + padding.length))
  return Buffer.concat([length, text, padding, ...Object.values(tensors).map(({ values }) => littleEndian(values))])
}

function dtypeOf(values: Numbers): 'F64' | 'F32' | 'U8' {
  if (values instanceof Float64Array) return 'F64'
  return values instanceof Float32Array ? 'F32' : 'U8'
}
