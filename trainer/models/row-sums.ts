import type * as tfjs from '@tensorflow/tfjs-core'
import type { Tf } from '#probes/define.ts'

/** Which rows of a batch belong to which of `count` groups, sorted once. */
export interface Grouping {
  readonly count: number
  /** Rows in the order of their group; null where the batch is in that order already. */
  readonly order: tfjs.Tensor1D | null
  /** The group of each row in that order, ascending; int32. */
  readonly groups: tfjs.Tensor1D
  /** One more than the largest group that occurs. */
  readonly reached: number
}

export function grouping(tf: Tf, groupOf: Int32Array, count: number): Grouping {
  const sorted = groupOf.every((group, row) => row === 0 || (groupOf[row - 1] as number) <= group)
  const order = Int32Array.from(groupOf.keys()).sort((i, j) => group(i) - group(j) || i - j)
  function group(row: number): number {
    return groupOf[row] as number
  }
  return {
    count,
    order: sorted ? null : tf.tensor1d(order, 'int32'),
    groups: tf.tensor1d(order.map(group), 'int32'),
    reached: group(order.at(-1) as number) + 1,
  }
}

/**
 * The sum of the rows of each group, [count, width]: the way back through a look-up of rows. Native TensorFlow has
 * kernels for sorted groups that TensorFlow.js does not name; they take a quarter of its `unsortedSegmentSum`.
 */
export function rowSums(tf: Tf, rows: tfjs.Tensor2D, { count, order, groups, reached }: Grouping): tfjs.Tensor2D {
  const sums = native(tf)
    ? sumsOfNative(native(tf) as Native, rows, order, groups)
    : tf.sparse.sparseSegmentSum(rows, order ?? tf.range(0, rows.shape[0], 1, 'int32'), groups)
  const padding = count - reached
  return (padding === 0 ? sums : tf.pad(sums, [[0, padding], [0, 0]])) as tfjs.Tensor2D // prettier-ignore
}

/** The part of tfjs-node's backend that runs any TensorFlow op by its name. */
interface Native {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number; readonly TF_INT32: number }
  executeSingleOutput(op: string, attributes: readonly object[], inputs: readonly tfjs.Tensor[]): tfjs.Tensor
}

function native(tf: Tf): Native | null {
  const backend = tf.backend() as Partial<Native>
  return typeof backend.executeSingleOutput === 'function' ? (backend as Native) : null
}

function sumsOfNative(backend: Native, rows: tfjs.Tensor, order: tfjs.Tensor | null, groups: tfjs.Tensor): tfjs.Tensor {
  const { TF_ATTR_TYPE: type, TF_FLOAT: float, TF_INT32: int32 } = backend.binding
  const attribute = (name: string, value: number) => ({ name, type, value })
  if (order === null) {
    return backend.executeSingleOutput(
      'SegmentSum',
      [attribute('T', float), attribute('Tindices', int32)],
      [rows, groups],
    )
  }
  const attributes = [attribute('T', float), attribute('Tidx', int32), attribute('Tsegmentids', int32)]
  return backend.executeSingleOutput('SparseSegmentSum', attributes, [rows, order, groups])
}
