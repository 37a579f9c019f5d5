import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '../../../trainer/backend/index.ts'

/** An operation on float inputs of the given shapes; `positive` where logarithms and roots need it. */
export type Operation = { shapes: number[][]; of: (...x: Tensor[]) => Tensor; positive?: true; forwardOnly?: true }

const unary = (of: (x: Tensor) => Tensor, positive?: true): Operation => ({
  shapes: [[3, 5]],
  of: (x) => of(x!),
  ...(positive && { positive }),
})
const forward = (shapes: number[][], of: Operation['of']): Operation => ({ shapes, of, forwardOnly: true })

export function operations(tf: Tf): Record<string, Operation> {
  const ids = (values: number[], shape = [values.length]) => tf.tensor(values, shape, 'int32')
  const labels = () => tf.oneHot(ids([2, 0, 3, 1]) as never, 5)
  // One operation a line reads better than the formatter's way with matrices.
  // prettier-ignore
  return {
    matMul: { shapes: [[7, 5], [5, 9]], of: (a, b) => tf.matMul(a!, b!) },
    'matMul, left transposed': { shapes: [[5, 7], [5, 9]], of: (a, b) => tf.matMul(a!, b!, true) },
    'matMul, left transposed and large': { shapes: [[64, 33], [64, 2]], of: (a, b) => tf.matMul(a!, b!, true) },
    'matMul, right transposed': { shapes: [[7, 5], [9, 5]], of: (a, b) => tf.matMul(a!, b!, false, true) },
    'matMul, right transposed and large': { shapes: [[2, 64], [33, 64]], of: (a, b) => tf.matMul(a!, b!, false, true) },
    'matMul, both transposed': { shapes: [[5, 7], [9, 5]], of: (a, b) => tf.matMul(a!, b!, true, true) },
    'matMul of a batch with one matrix': { shapes: [[3, 4, 5], [5, 6]], of: (a, b) => tf.matMul(a!, b!) },
    'matMul of one matrix with a batch': { shapes: [[4, 5], [3, 5, 6]], of: (a, b) => tf.matMul(a!, b!) },
    'matMul of attention scores': { shapes: [[2, 3, 4, 5], [2, 3, 6, 5]], of: (q, k) => tf.matMul(q!, k!, false, true) },
    'matMul of batches, left transposed': { shapes: [[3, 5, 4], [3, 5, 6]], of: (a, b) => tf.matMul(a!, b!, true) },
    'fused matMul': { shapes: [[5, 7], [9, 5], [9]], of: (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, transposeA: true, transposeB: true }) },
    dot: { shapes: [[4, 5], [5]], of: (a, b) => tf.dot(a!, b!) },
    einsum: forward(
      [[2, 3, 4], [2, 5, 4]],
      (a, b) => tf.einsum('bij,bkj->bik', a!, b!),
    ),
    'gather rows': { shapes: [[6, 4]], of: (x) => tf.gather(x!, ids([0, 5, 2, 2, 1])) },
    'gather rows by a matrix of indices': { shapes: [[6, 4]], of: (x) => tf.gather(x!, ids([0, 5, 2, 2, 1, 0], [2, 3])) },
    'gather along the last axis': { shapes: [[3, 6]], of: (x) => tf.gather(x!, ids([5, 0, 0, 2]), 1) },
    'gather along the middle axis': { shapes: [[2, 4, 3]], of: (x) => tf.gather(x!, ids([3, 3, 1]), 1) },
    'gather within batches': forward([[2, 5, 3]], (x) => tf.gather(x!, ids([4, 0, 1, 1], [2, 2]), 1, 1)),
    unsortedSegmentSum: { shapes: [[5, 3]], of: (x) => tf.unsortedSegmentSum(x!, ids([2, 0, 2, 3, 0]) as never, 5) },
    'sum of everything': unary((x) => tf.sum(x)),
    'sum over the first axis': { shapes: [[9, 11]], of: (x) => tf.sum(x!, 0) },
    'sum over the first two axes': { shapes: [[3, 4, 11]], of: (x) => tf.sum(x!, [0, 1]) },
    'sum over the middle axis, kept': { shapes: [[3, 5, 9]], of: (x) => tf.sum(x!, 1, true) },
    'sum over the last axis': { shapes: [[3, 4, 5]], of: (x) => tf.sum(x!, -1) },
    'sum over the outer axes': { shapes: [[3, 4, 9]], of: (x) => tf.sum(x!, [0, 2]) },
    'mean over an axis': { shapes: [[3, 4, 9]], of: (x) => tf.mean(x!, 1) },
    max: { shapes: [[4, 6]], of: (x) => tf.max(x!, 1) },
    min: { shapes: [[4, 6]], of: (x) => tf.min(x!, 0) },
    argMax: forward([[4, 6]], (x) => tf.argMax(x!, 1)),
    topk: forward([[4, 6]], (x) => tf.topk(x!, 3).values),
    cumsum: { shapes: [[3, 5]], of: (x) => tf.cumsum(x!, 1) },
    'cumsum, exclusive and reversed': { shapes: [[3, 5]], of: (x) => tf.cumsum(x!, 0, true, true) },
    softmax: unary((x) => tf.softmax(x)),
    logSoftmax: unary((x) => tf.logSoftmax(x)),
    logSumExp: unary((x) => tf.logSumExp(x, 1)),
    'softmax cross-entropy': { shapes: [[4, 5]], of: (x) => tf.losses.softmaxCrossEntropy(labels(), x!) },
    'cross-entropy by hand': { shapes: [[4, 5]], of: (x) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(x!), labels()), -1))) },
    'mean squared error': { shapes: [[4, 5], [4, 5]], of: (x, y) => tf.mean(tf.squaredDifference(x!, y!)) },
    'exact GELU': unary((x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))),
    'GELU by tanh': unary((x) =>
      tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(0.797, tf.add(x, tf.mul(0.0447, tf.pow(x, 3))))))),
    ),
    'layer norm': {
      shapes: [[4, 8], [8], [8]],
      of: (x, gain, bias) => {
        const centered = tf.sub(x!, tf.mean(x!, -1, true))
        const spread = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), 1e-5))
        return tf.add(tf.mul(tf.mul(centered, spread), gain!), bias!)
      },
    },
    'add, broadcast': { shapes: [[4, 8], [8]], of: (a, b) => tf.add(a!, b!) },
    'sub, broadcast': { shapes: [[4, 8], [4, 1]], of: (a, b) => tf.sub(a!, b!) },
    'mul, broadcast': { shapes: [[2, 4, 8], [4, 1]], of: (a, b) => tf.mul(a!, b!) },
    'div, broadcast': { shapes: [[4, 8], [8]], of: (a, b) => tf.div(a!, b!), positive: true },
    maximum: { shapes: [[4, 8], [4, 8]], of: (a, b) => tf.maximum(a!, b!) },
    addN: { shapes: [[4, 8], [4, 8]], of: (a, b) => tf.addN([a!, b!]) },
    pow: unary((x) => tf.pow(x, 3)),
    'causal mask': { shapes: [[5, 5]], of: (x) => tf.where(tf.cast(tf.linalg.bandPart(tf.ones([5, 5]), -1, 0), 'bool'), x!, tf.fill([5, 5], -1e9)) },
    stack: { shapes: [[3, 4], [3, 4]], of: (a, b) => tf.stack([a!, b!], 1) },
    unstack: { shapes: [[3, 4]], of: (x) => tf.unstack(x!, 1)[2]! },
    concat: { shapes: [[3, 4], [3, 2]], of: (a, b) => tf.concat([a!, b!], 1) },
    split: { shapes: [[3, 6]], of: (x) => tf.mul(...(tf.split(x!, 2, 1) as [Tensor, Tensor])) },
    slice: { shapes: [[5, 6]], of: (x) => tf.slice(x!, [1, 2], [3, 3]) },
    stridedSlice: forward([[5, 6]], (x) => tf.stridedSlice(x!, [0, 1], [5, 6], [2, 2])),
    pad: {
      shapes: [[3, 4]],
      of: (x) =>
        tf.pad(x!, [[1, 0], [0, 2]]),
    },
    tile: { shapes: [[3, 4]], of: (x) => tf.tile(x!, [2, 3]) },
    reshape: { shapes: [[3, 4]], of: (x) => tf.reshape(x!, [2, 6]) },
    'expandDims and squeeze': { shapes: [[3, 4]], of: (x) => tf.squeeze(tf.expandDims(x!, 1)) },
    transpose: { shapes: [[2, 3, 4]], of: (x) => tf.transpose(x!, [2, 0, 1]) },
    reverse: { shapes: [[3, 4]], of: (x) => tf.reverse(x!, 1) },
    clipByValue: unary((x) => tf.clipByValue(x, -0.5, 0.5)),
    norm: unary((x) => tf.norm(x)),
    conv2d: { shapes: [[2, 6, 6, 3], [3, 3, 3, 4]], of: (x, filter) => tf.conv2d(x as never, filter as never, 1, 'same') },
    'max pooling': { shapes: [[1, 6, 6, 2]], of: (x) => tf.maxPool(x as never, 2, 2, 'valid') },
    ...Object.fromEntries(
      (['relu', 'sigmoid', 'tanh', 'elu', 'softplus', 'exp', 'expm1', 'square', 'abs', 'neg', 'sin', 'cos', 'erf', 'step', 'sign', 'leakyRelu', 'selu'] as const)
      .map(name => [name, unary(x => tf[name](x))]), // prettier-ignore
    ),
    ...Object.fromEntries(
      (['log', 'log1p', 'sqrt', 'rsqrt', 'reciprocal'] as const).map((name) => [name, unary((x) => tf[name](x), true)]),
    ),
    floor: forward([[3, 5]], (x) => tf.floor(tf.mul(x!, 5))),
    'counts above zero': forward([[3, 5]], (x) => tf.sum(tf.cast(tf.greater(x!, 0), 'int32'))),
    accuracy: forward([[4, 5]], (x) => tf.mean(tf.cast(tf.equal(tf.argMax(x!, 1), tf.argMax(labels(), 1)), 'float32'))),
    'isFinite all': forward([[3, 5]], (x) => tf.all(tf.isFinite(x!))),
  }
}
