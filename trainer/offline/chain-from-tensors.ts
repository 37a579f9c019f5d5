import type { Layer } from '#probes/inputs.ts'
import type { Chain, Examples, LossKind } from '#probes/maths/chain/chain.ts'
import { matrixOf } from '#probes/maths/algebra/layers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Given, Source } from './given.ts'
import { layersFrom, modelOf } from './layers-of-model.ts'
import type { ModelShape } from './model-shape.ts'
import { sharesIn } from './preconditions.ts'
import { nameOf, type TensorName } from './tensor-names.ts'
import { assertSameCount, classesOf, fine, has, layerIn, matrixIn } from './wanted.ts'
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
  const areShares = given.loss === 'cross-entropy'
  const train = lazily(() => examplesIn(input, model, 'x', 'y', areShares))
  return lazyProperties<Chain>({
    layers: () => layers,
    loss: () => lossFrom(given, given.loss === null ? train() : null),
    train,
    probe: () => (has(input, 'probeX') ? examplesIn(input, model, 'probeX', 'probeY', areShares) : train()),
    test: () => (has(input, 'testX') ? examplesIn(input, model, 'testX', 'testY', areShares) : null),
  })
}

export function lossFrom({ loss, reduction, temperature }: Given, train: Pick<Examples, 'labels'> | null): LossKind {
  const kind = loss ?? (train?.labels == null ? 'mse' : 'cross-entropy')
  if (kind === 'cross-entropy') return { kind, reduction, temperature }
  if (temperature !== 1) throw usageError(`--temperature applies to cross-entropy only, and the loss is ${kind}`)
  return { kind, reduction }
}

function examplesIn(
  source: Source,
  { widths }: ModelShape,
  x: TensorName,
  y: TensorName,
  areShares: boolean,
): Examples {
  const inputs = matrixIn(source, x)
  const [features = 0, outputs = 0] = [widths[0], widths.at(-1)]
  if (inputs.cols !== features) {
    throw usageError(
      `${source.name}: expected '${x}' as [n, ${features}] by --model; it is [${inputs.rows}, ${inputs.cols}]`,
    )
  }
  const aims = lazily(() => {
    const read = aimsIn(source, y, outputs, x, inputs.rows)
    if (areShares) sharesIn(source, nameOf(y), read.targets)
    return read
  })
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
