import type { Layer, Layers } from '#probes/inputs.ts'
import type { Chain, DenseLayer, Examples, LossKind } from '#probes/maths/chain/chain.ts'
import { matrixOf } from '#probes/maths/algebra/layers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { lengthOf } from '#trainer/formats/index.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Given, Layout, Source } from './given.ts'
import type { ModelShape } from './model-shape.ts'
import type { TensorName } from './tensor-names.ts'
import { assertSameCount, classesOf, contents, fine, has, layerIn, matrixIn } from './wanted.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'
import { oneHotRows } from '#probes/maths/algebra/one-hot.ts'

/**
 * The network of one source on the examples of the input, which all of a measurement's networks share. Each split is
 * read when it is asked for: a kernel needs no targets, and what concerns the weights alone no examples.
 */
export function chainFrom(given: Given, weights: Source): Chain {
  const { input } = given
  const model = modelOf(given)
  if (given.loss === 'cross-entropy' && model.widths.at(-1) === 1) {
    throw usageError('Cross-entropy needs at least two outputs, and --model has one; use --loss mse')
  }
  const layers = layersFrom(given, weights)
  const train = lazily(() => examplesIn(input, model, 'x', 'y'))
  return lazyProperties<Chain>({
    layers: () => layers,
    loss: () => lossFrom(given, given.loss === null ? train() : null),
    train,
    probe: () => (has(input, 'probeX') ? examplesIn(input, model, 'probeX', 'probeY') : train()),
    test: () => (has(input, 'testX') ? examplesIn(input, model, 'testX', 'testY') : null),
  })
}

/** `w0`, `b0`, `w1`, … of the model; a bias may be missing. */
export function layersFrom(given: Given, source: Source): DenseLayer[] {
  const { widths, activation } = modelOf(given)
  return widths.slice(1).map((out, l) => ({
    name: `w${l}`,
    weight: weightFrom(given, source, l, widths),
    bias: biasFrom(source, `b${l}`, out),
    activation: l === widths.length - 2 ? 'linear' : activation,
  }))
}

const layerOf = ({ rows, cols, data, epsilon }: Matrix): Layer => {
  return { shape: [rows, cols], values: data, ...(epsilon !== undefined && { epsilon }) }
}

/** The parameters of a chain by their names. */
export function parametersOf(layers: readonly DenseLayer[]): Layers {
  return Object.fromEntries(
    layers.flatMap(({ name, weight, bias }) => [
      [name, layerOf(weight)],
      ...(bias === null ? [] : [[bias.name, { shape: [weight.cols], values: bias.values }] as const]),
    ]),
  )
}

export function lossFrom({ loss, reduction, temperature }: Given, train: Pick<Examples, 'labels'> | null): LossKind {
  const kind = loss ?? (train?.labels == null ? 'mse' : 'cross-entropy')
  if (kind === 'cross-entropy') return { kind, reduction, temperature }
  if (temperature !== 1) throw usageError(`--temperature applies to cross-entropy only, and the loss is ${kind}`)
  return { kind, reduction }
}

function modelOf({ model }: Given): ModelShape {
  if (model === null)
    throw usageError('Name the network that the tensors w0, b0, w1, … belong to, such as --model mlp:3-4-2:tanh')
  return model
}

/** By its shape. A square one is laid out as --layout says, or else as the other weights are: a file keeps to one. */
function weightFrom(given: Given, source: Source, l: number, widths: readonly number[]): Matrix {
  const [rows = 0, cols = 0] = widths.slice(l, l + 2)
  const name = `w${l}`
  const layer = source.tensors[name]
  const wanted = `'${name}' as [${rows}, ${cols}]${rows === cols ? '' : ` or [${cols}, ${rows}]`} by --model`
  if (layer === undefined) throw usageError(`${source.name}: expected ${wanted}; it has ${contents(source)}`)
  const matrix = matrixOf(fine(layer))
  const isTurned = rows === cols ? (given.layout ?? layoutOf(source, widths)) === 'out-in' : matrix?.rows === cols
  const weight = matrix !== null && isTurned ? transposed(matrix) : matrix
  if (weight?.rows === rows && weight.cols === cols) return weight
  throw usageError(`${source.name}: expected ${wanted}; it is [${layer.shape.join(', ')}]`)
}

/** Of the weights that are not square; [in, out] where all are. */
function layoutOf(source: Source, widths: readonly number[]): Layout {
  const isTurned = widths.slice(1).some((out, l) => {
    const [rows, cols] = source.tensors[`w${l}`]?.shape ?? []
    return out !== widths[l] && rows === out && cols === widths[l]
  })
  return isTurned ? 'out-in' : 'in-out'
}

function biasFrom(source: Source, name: string, length: number): DenseLayer['bias'] {
  const layer = source.tensors[name]
  if (layer === undefined) return null
  if (lengthOf(layer) === length) return { name, values: fine(layer).values }
  throw usageError(`${source.name}: expected '${name}' as [${length}] by --model; it is [${layer.shape.join(', ')}]`)
}

function examplesIn(source: Source, { widths }: ModelShape, x: TensorName, y: TensorName): Examples {
  const inputs = matrixIn(source, x)
  const [features = 0, outputs = 0] = [widths[0], widths.at(-1)]
  if (inputs.cols !== features) {
    throw usageError(
      `${source.name}: expected '${x}' as [n, ${features}] by --model; it is [${inputs.rows}, ${inputs.cols}]`,
    )
  }
  const aims = lazily(() => aimsIn(source, y, outputs, x, inputs.rows))
  return lazyProperties<Examples>({ inputs: () => inputs, targets: () => aims().targets, labels: () => aims().labels })
}

function aimsIn(source: Source, y: TensorName, outputs: number, x: TensorName, count: number) {
  const layer = layerIn(source, y)
  const labels = outputs > 1 ? classesOf(layer) : null
  const rows = matrixOf(fine(layer))
  const targets = rows?.cols === outputs ? rows : outputs === 1 ? column(layer) : answersIn(labels, outputs)
  if (targets === null || labels?.some((label) => label >= outputs)) {
    const most = labels === null ? '' : ` with labels to ${labels.reduce((a, b) => Math.max(a, b), 0)}`
    throw usageError(
      `${source.name}: expected '${y}' as [n, ${outputs}] targets${outputs > 1 ? ` or [n] labels below ${outputs}` : ''}, ` +
        `by --model; it is [${layer.shape.join(', ')}]${most}`,
    )
  }
  assertSameCount(source, x, count, y, targets.rows)
  return { targets, labels }
}

/** [n] targets of a network with one output. */
function column({ shape, values }: Layer): Matrix | null {
  return shape.length === 1 ? { rows: values.length, cols: 1, data: Float64Array.from(values) } : null
}

/** [n, C] targets of labels; null where they are not of so many classes. */
function answersIn(labels: Int32Array | null, classes: number): Matrix | null {
  return labels === null || labels.some((label) => label >= classes) ? null : oneHotRows(labels, classes)
}
