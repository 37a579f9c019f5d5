import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import { sizeOf, type KernelArguments, type WasmBackend } from './heap.ts'

type Inputs = { readonly a: TensorInfo; readonly b: TensorInfo }
type Attributes = { readonly transposeA?: boolean; readonly transposeB?: boolean }
type Arguments = KernelArguments<Inputs, Attributes>

/**
 * Matrix product for WebAssembly that keeps to its fast path.
 * tfjs takes the fast path only for two plain matrices; a transposed operand (every gradient has one) or a batch falls to a
 * loop about 25 times slower. So operands are transposed explicitly, and a batch is multiplied one matrix at a time.
 */
export function fastMatMul(tf: Tf, backend: WasmBackend) {
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc as unknown as (
    args: KernelArguments<{ x: TensorInfo }, { perm: number[] }>,
  ) => TensorInfo
  const call = backend.wasm.cwrap('BatchMatMul', null, [
    'number',
    'array',
    'number',
    'number',
    'array',
    'number',
    'number',
    'number',
    'number',
  ])

  const swapped = (x: TensorInfo): TensorInfo => {
    const rank = x.shape.length
    const perm = x.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis))
    return transpose({ inputs: { x }, attrs: { perm }, backend })
  }

  /** Frees what was made on the way, once the result no longer needs it. */
  const using = (made: TensorInfo, use: (made: TensorInfo) => TensorInfo): TensorInfo => {
    const result = use(made)
    backend.disposeData(made.dataId)
    return result
  }

  /** Number of the matrix that begins `offset` floats into a tensor's memory. */
  const part = (info: TensorInfo, offset: number, size: number): number => {
    const id = backend.dataIdNextNumber++
    backend.wasm.tfjs.registerTensor(id, size, backend.dataIdMap.get(info.dataId).memoryOffset + 4 * offset)
    return id
  }

  const plain = (a: TensorInfo, b: TensorInfo): TensorInfo => {
    const [inner, right] = b.shape.slice(-2) as [number, number]
    const batchA = a.shape.slice(0, -2)
    const batchB = b.shape.slice(0, -2)
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB)
    const out = backend.makeOutput([...batch, a.shape.at(-2)!, right], 'float32')
    if (sizeOf(out.shape) === 0 || inner === 0) {
      backend.typedArrayFromHeap(out).fill(0)
      return out
    }
    // One matrix on the right serves every row on the left, batched or not.
    const together = sizeOf(batchB) === 1
    const rows = together ? sizeOf(a.shape) / inner : a.shape.at(-2)!
    const strideA = together ? 0 : 1
    const shapeA = bytes([1, rows, inner])
    const shapeB = bytes([1, inner, right])
    for (let index = 0; index < (together ? 1 : sizeOf(batch)); index++) {
      const ids = [
        part(a, strideA * broadcastIndex(index, batch, batchA) * rows * inner, rows * inner),
        part(b, broadcastIndex(index, batch, batchB) * inner * right, inner * right),
        part(out, index * rows * right, rows * right),
      ] as const
      call(ids[0], shapeA, 3, ids[1], shapeB, 3, 0, 0, ids[2])
      ids.forEach((id) => backend.wasm.tfjs.disposeData(id))
    }
    return out
  }

  /** Transposes whichever is cheaper: the operand, or the other operand and the result, as (AB)ᵀ = BᵀAᵀ. */
  const product = (a: TensorInfo, b: TensorInfo, transposeA: boolean, transposeB: boolean): TensorInfo => {
    if (transposeA && transposeB) return using(product(b, a, false, false), swapped)
    const result = sizeOf(a.shape.slice(0, -2)) * a.shape.at(transposeA ? -1 : -2)! * b.shape.at(transposeB ? -2 : -1)!
    const turnOther = (own: TensorInfo, other: TensorInfo) => sizeOf(own.shape) > sizeOf(other.shape) + result
    if (transposeA) {
      if (turnOther(a, b))
        return using(
          using(swapped(b), (turned) => plain(turned, a)),
          swapped,
        )
      return using(swapped(a), (turned) => plain(turned, b))
    }
    if (transposeB) {
      if (turnOther(b, a))
        return using(
          using(swapped(a), (turned) => plain(b, turned)),
          swapped,
        )
      return using(swapped(b), (turned) => plain(a, turned))
    }
    return plain(a, b)
  }

  return ({ inputs: { a, b }, attrs }: Arguments): TensorInfo => {
    const innerA = a.shape.at(attrs.transposeA ? -2 : -1)
    const innerB = b.shape.at(attrs.transposeB ? -1 : -2)
    if (a.dtype !== 'float32' || b.dtype !== 'float32')
      throw new TypeError(`matMul on WebAssembly needs float32, got ${a.dtype} and ${b.dtype}`)
    if (innerA !== innerB)
      throw new RangeError(`matMul: inner sides ${innerA} and ${innerB} of [${a.shape}] and [${b.shape}] differ`)
    return product(a, b, attrs.transposeA ?? false, attrs.transposeB ?? false)
  }
}

function bytes(shape: number[]): Uint8Array {
  return new Uint8Array(new Int32Array(shape).buffer)
}

/** Which matrix of a broadcast operand belongs to matrix `index` of the result. */
function broadcastIndex(index: number, batch: readonly number[], own: readonly number[]): number {
  let result = 0
  let stride = 1
  for (let fromEnd = 1; fromEnd <= own.length; fromEnd++) {
    const side = own.at(-fromEnd)!
    const position = index % batch.at(-fromEnd)!
    if (side > 1) result += position * stride
    index = Math.floor(index / batch.at(-fromEnd)!)
    stride *= side
  }
  return result
}
