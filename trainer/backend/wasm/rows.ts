import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import { sizeOf, type KernelArguments } from './heap.ts'

type Numbers = Float32Array | Int32Array | Uint8Array

/** Picks rows along an axis. tfjs computes the place of every single number; this copies whole rows. */
export function gather(tf: Tf) {
  return ({
    inputs,
    attrs,
    backend,
  }: KernelArguments<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims: number }>) => {
    const { x, indices } = inputs
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0]!
    const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(
      x as never,
      indices as never,
      axis,
      attrs.batchDims,
    )
    const out = backend.makeOutput(info.outputShape, x.dtype)
    const [from, at, to] = [x, indices, out].map((one) => backend.typedArrayFromHeap(one)) as [
      Numbers,
      Numbers,
      Numbers,
    ]
    const { batchSize, outerSize, dimSize, sliceSize } = info
    const count = sizeOf(indices.shape) / batchSize
    let target = 0
    for (let block = 0; block < batchSize * outerSize; block++) {
      const firstIndex = Math.floor(block / outerSize) * count
      for (let item = 0; item < count; item++, target += sliceSize) {
        const index = at[firstIndex + item]!
        if (!(index >= 0 && index < dimSize))
          throw new RangeError(`gather: index ${index} is not in 0 … ${dimSize - 1}`)
        const source = (block * dimSize + index) * sliceSize
        to.set(from.subarray(source, source + sliceSize), target)
      }
    }
    return out
  }
}

/** Adds up the rows of each segment; the gradient of `gather`, which WebAssembly lacks. Negative segments are dropped. */
export function unsortedSegmentSum({
  inputs: { x, segmentIds },
  attrs: { numSegments },
  backend,
}: KernelArguments<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }>): TensorInfo {
  const width = sizeOf(x.shape.slice(segmentIds.shape.length))
  const out = backend.makeOutput([numSegments, ...x.shape.slice(segmentIds.shape.length)], x.dtype)
  const [from, segments, to] = [x, segmentIds, out].map((one) => backend.typedArrayFromHeap(one)) as [
    Numbers,
    Numbers,
    Numbers,
  ]
  to.fill(0)
  segments.forEach((segment, row) => {
    if (segment < 0) return
    if (segment >= numSegments)
      throw new RangeError(`unsortedSegmentSum: segment ${segment} is not below ${numSegments}`)
    const source = row * width
    const target = segment * width
    for (let column = 0; column < width; column++) to[target + column]! += from[source + column]!
  })
  return out
}

type SumArguments = KernelArguments<{ x: TensorInfo }, { axis: number | number[]; keepDims: boolean }>

/**
 * Sums over leading or middle axes row by row, where tfjs would transpose the whole tensor first: the gradient of every
 * bias is such a sum. Any other sum goes to `original`.
 */
export function sumOverRows(tf: Tf, original: (args: SumArguments) => TensorInfo) {
  return (args: SumArguments): TensorInfo => {
    const { backend, inputs, attrs } = args
    const { x } = inputs
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape).sort((one, other) => one - other)
    const first = axes[0] ?? 0
    const afterLast = first + axes.length
    const inner = sizeOf(x.shape.slice(afterLast))
    const contiguous = axes.every((axis, position) => axis === first + position)
    if (x.dtype !== 'float32' || !contiguous || axes.length === 0 || inner < 8) return original(args)
    const outer = sizeOf(x.shape.slice(0, first))
    const reduced = sizeOf(x.shape.slice(first, afterLast))
    const kept = attrs.keepDims ? axes.map(() => 1) : []
    const out = backend.makeOutput([...x.shape.slice(0, first), ...kept, ...x.shape.slice(afterLast)], 'float32')
    const from = backend.typedArrayFromHeap(x)
    const to = backend.typedArrayFromHeap(out)
    for (let block = 0; block < outer; block++) {
      const start = block * reduced * inner
      to.set(sumRows(from.subarray(start, start + reduced * inner) as Float32Array, reduced, inner), block * inner)
    }
    return out
  }
}

/** Four rows at a time in float64, which is what JavaScript adds in anyway: twice as fast as one at a time. */
function sumRows(from: Float32Array, rows: number, width: number): Float64Array {
  const totals = new Float64Array(width)
  let row = 0
  for (; row + 4 <= rows; row += 4) {
    const first = row * width
    const second = first + width
    const third = second + width
    const fourth = third + width
    for (let column = 0; column < width; column++) {
      totals[column]! += from[first + column]! + from[second + column]! + from[third + column]! + from[fourth + column]!
    }
  }
  for (; row < rows; row++) {
    for (let column = 0; column < width; column++) totals[column]! += from[row * width + column]!
  }
  return totals
}
