import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { oneHotRows } from '#probes/maths/algebra/one-hot.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { layersAt } from '#probes/maths/chain/flat.ts'
import { forward } from '#probes/maths/chain/forward.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Tensors } from '#trainer/formats/index.ts'

/** A small classifier that is trained by gradient descent, as its snapshots and as files of Phasescope's own names. */
export interface ForeignMlp {
  /** As the client writes it: PyTorch's names and layout, in namespaces. */
  readonly snapshot: Tensors
  /** The same numbers by Phasescope's own names, [in, out], with the network named by --model. */
  readonly plain: Tensors
}

export const MLP_FACTS = {
  network: 'mlp:8-32-32-4:tanh',
  loss: 'cross-entropy',
  optimizer: 'gradient-descent',
  rate: 0.1,
  batch: 12,
}
export const EXAMPLES = 28
const [IN, HIDDEN, CLASSES] = [8, 32, 4]

/** The states at steps 0 to `steps`. */
export function foreignMlp(steps: number, linalg: LinearAlgebra): ForeignMlp[] {
  const random = openStream(7, 'foreign mlp')
  const draw = (count: number) => Float64Array.from({ length: count }, () => random.normal())
  const x: Matrix = { rows: EXAMPLES, cols: IN, data: draw(EXAMPLES * IN) }
  const testX: Matrix = { rows: EXAMPLES, cols: IN, data: draw(EXAMPLES * IN) }
  const labels = Int32Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES)
  const targets = oneHotRows(labels, CLASSES)
  const dense = (l: number, rows: number, cols: number): Chain['layers'][number] => ({
    name: `w${l}`,
    weight: { rows, cols, data: draw(rows * cols).map((value) => value / Math.sqrt(rows)) },
    bias: { name: `b${l}`, values: draw(cols) },
    activation: cols === CLASSES ? 'linear' : 'tanh',
  })
  const layers = [dense(0, IN, HIDDEN), dense(1, HIDDEN, HIDDEN), dense(2, HIDDEN, CLASSES)]
  const loss = { kind: 'cross-entropy', reduction: 'mean' } as const
  const train = { inputs: x, targets, labels }
  let flat = objectiveOf({ layers, loss, train, probe: train, test: null }, linalg).parameters
  const flats: Float64Array[] = []
  const gradients: Float64Array[] = []
  for (let step = 0; step <= steps; step++) {
    flats.push(flat)
    const gradient = objectiveOf({ layers: layersAt(layers, flat), loss, train, probe: train, test: null }, linalg).gradient(flat) // prettier-ignore
    gradients.push(gradient)
    flat = flat.map((value, i) => value - MLP_FACTS.rate * (gradient[i] as number))
  }
  return flats.map((at, step): ForeignMlp => {
    const now = layersAt(layers, at)
    const pass = forward(now, x, linalg)
    const test = forward(now, testX, linalg)
    const under = (space: string, numbers: Float64Array | undefined) =>
      numbers === undefined ? {} : named(space, layersAt(layers, numbers), true)
    const own = (space: string, numbers: Float64Array | undefined) =>
      numbers === undefined ? {} : named(space, layersAt(layers, numbers), false)
    const y = { shape: [EXAMPLES], values: Float64Array.from(labels) }
    return {
      snapshot: {
        ...under('weights.', at),
        ...under('grad.', gradients[step]),
        ...under('before.', flats[step - 1]),
        ...under('two-before.', flats[step - 2]),
        ...under('previous-grad.', gradients[step - 1]),
        'hidden.1': tensor(pass.h[1] as Matrix),
        'hidden.3': tensor(pass.h[2] as Matrix),
        inputs: tensor(x),
        labels: y,
        logits: tensor(pass.h[3] as Matrix),
        'test.inputs': tensor(testX),
        'test.labels': y,
        'test.logits': tensor(test.h[3] as Matrix),
      },
      plain: {
        ...own('', at),
        ...own('grad.', gradients[step]),
        x: tensor(x),
        y,
        labels: y,
        testX: tensor(testX),
        testY: y,
      },
    }
  })
}

/** `0.weight` [out, in] as PyTorch has it, or `w0` [in, out]. */
function named(space: string, layers: Chain['layers'], isTorch: boolean): Tensors {
  return Object.fromEntries(
    layers.flatMap(({ weight, bias }, l) => {
      const values = { shape: [weight.cols], values: Float64Array.from(bias?.values ?? []) }
      return isTorch
        ? [[`${space}${2 * l}.weight`, turned(weight)], [`${space}${2 * l}.bias`, values]]
        : [[`${space}w${l}`, tensor(weight)], [`${space}b${l}`, values]] // prettier-ignore
    }),
  ) as Tensors
}

function turned({ rows, cols, data }: Matrix) {
  const values = Float64Array.from({ length: rows * cols }, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)] as number) // prettier-ignore
  return { shape: [cols, rows], values }
}

function tensor({ rows, cols, data }: Matrix) {
  return { shape: [rows, cols], values: Float64Array.from(data) }
}
