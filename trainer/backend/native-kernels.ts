import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from './load-native.ts'

type OpAttribute = { readonly name: string; readonly type: number; readonly value: number }

type NodeBackend = {
  readonly binding: { readonly TF_FLOAT: number; readonly TF_INT32: number; readonly TF_ATTR_TYPE: number }
  readonly isUsingGpuDevice: boolean
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): Tensor
  readSync(dataId: object): Int32Array
}

type SegmentSumArguments = {
  readonly inputs: { readonly x: TensorInfo; readonly segmentIds: TensorInfo }
  readonly attrs: { readonly numSegments: number }
  readonly backend: NodeBackend
}

/**
 * Gives native TensorFlow a faster sum over unsorted segments, which is the gradient of every `gather` (embeddings).
 * TensorFlow adds rows where they fall; sorting the rows' numbers first lets it add each segment in one go: 2 to 4 times
 * faster for some thousand rows, and always in the order of the rows. On a GPU TensorFlow's own is kept.
 */
export function speedUpNativeKernels(tf: Tf): void {
  if ((tf.backend() as unknown as NodeBackend).isUsingGpuDevice) return
  const original = tf.getKernel('UnsortedSegmentSum', 'tensorflow').kernelFunc as unknown as (
    args: SegmentSumArguments,
  ) => TensorInfo
  const sorted = (args: SegmentSumArguments): TensorInfo => {
    const { x, segmentIds } = args.inputs
    const { numSegments } = args.attrs
    if (x.dtype !== 'float32' || segmentIds.shape.length !== 1 || segmentIds.shape[0] === 0) return original(args)
    const { backend } = args
    const { rows, segments } = sortBySegment(backend.readSync(segmentIds.dataId), numSegments)
    const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding
    const types = [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      ...['Tidx', 'Tnumsegments', 'Tsegmentids'].map((name) => ({ name, type: TF_ATTR_TYPE, value: TF_INT32 })),
    ]
    const made = [tf.tensor1d(rows, 'int32'), tf.tensor1d(segments, 'int32'), tf.scalar(numSegments, 'int32')]
    const sum = backend.executeSingleOutput('SparseSegmentSumWithNumSegments', types, [x, ...made])
    tf.dispose(made)
    return sum
  }
  tf.unregisterKernel('UnsortedSegmentSum', 'tensorflow')
  tf.registerKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'tensorflow', kernelFunc: sorted as never })
}

/** A counting sort, stable: rows of one segment keep their order. Rows of negative segments are left out. */
function sortBySegment(ids: Int32Array, numSegments: number): { rows: Int32Array; segments: Int32Array } {
  const next = new Int32Array(numSegments + 1)
  for (const id of ids) {
    if (id >= numSegments) throw new RangeError(`unsortedSegmentSum: segment ${id} is not below ${numSegments}`)
    if (id >= 0) next[id + 1]!++
  }
  for (let segment = 0; segment < numSegments; segment++) next[segment + 1]! += next[segment]!
  const rows = new Int32Array(next[numSegments]!)
  const segments = new Int32Array(rows.length)
  ids.forEach((id, row) => {
    if (id < 0) return
    const at = next[id]!++
    rows[at] = row
    segments[at] = id
  })
  return { rows, segments }
}
