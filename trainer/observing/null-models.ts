import type { Inputs, Layer, Layers, Matrices, Predictions } from '#probes/inputs.ts'
import type { Chain, Examples } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { AlteredBy, Need, NullModel } from '#src/vocabulary/index.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'

type Numbers = Float32Array | Float64Array
/** How each need is altered that declares this null model: one too few, or too many, does not compile. */
type Alterations<Model extends NullModel> = { readonly [N in AlteredBy<Model>]: (input: Inputs[N]) => Inputs[N] }
/** The stream of this name: what is altered together has one name, so that it is altered alike. */
type Streams = (name: string) => RandomStream

/**
 * The same inputs without the structure: what is altered keeps its numbers (or their mean and variance) and loses
 * their places. Computed when read, once; the inputs themselves stay as they are.
 */
export function nullModelInputs(inputs: Partial<Inputs>, model: NullModel, streams: Streams): Partial<Inputs> {
  const altered = alterations[model](streams)
  const properties = Object.entries(altered).map(([need, alter]) => {
    const compute = lazily(() => {
      const input = inputs[need as Need]
      return input === undefined ? undefined : (alter as (of: unknown) => unknown)(input)
    })
    return [need, { get: compute, enumerable: true }]
  })
  return Object.create(inputs, Object.fromEntries(properties)) as Partial<Inputs>
}

const alterations: { readonly [Model in NullModel]: (streams: Streams) => Alterations<Model> } = {
  'shuffled-weights': (streams) => alteredWeights((name, values) => permuted(values, streams(name))),
  'random-weights': (streams) => alteredWeights((name, values) => redrawn(values, streams(name))),
  'shuffled-labels': (streams) => shuffledLabels(sameOrder(streams)),
  'shuffled-examples': (streams) => shuffledExamples(sameOrder(streams)),
}

/** What has as many rows is put into the same order. */
function sameOrder(streams: Streams): (rows: number) => number[] {
  return (rows) => streams(`${rows} rows`).shuffled(Array(rows).keys())
}

/** Weights wherever they appear: a layer is altered alike in each. */
function alteredWeights(alter: (name: string, values: Numbers) => Numbers): Alterations<'shuffled-weights'> {
  const matrix = (name: string, of: Matrix): Matrix => ({ ...of, data: alter(name, of.data) })
  const matrices = (all: Matrices): Matrices =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [name, matrix(name, one)]))
  return {
    weights: (layers): Layers =>
      Object.fromEntries(
        Object.entries(layers).map(([name, layer]) => [name, alteredLayer(layer, (values) => alter(name, values))]),
      ),
    residueWeights: matrices,
    head: ({ weight, logits }) => ({ weight: weight === null ? null : matrix('head', weight), logits }),
    chain: (chain) => ({
      ...chain,
      layers: chain.layers.map((layer) => ({
        ...layer,
        weight: matrix(layer.name, layer.weight),
        bias: layer.bias === null ? null : { ...layer.bias, values: alter(layer.bias.name, layer.bias.values) },
      })),
    }),
    teacher: ({ student, teacher }) => ({ student: matrix('student', student), teacher }),
    recurrence: ({ weight, initial }) => ({ weight: matrix('recurrence', weight), initial }),
  }
}

/** When its numbers are wanted: not every probe reads every layer. */
function alteredLayer(layer: Layer, alter: (values: Numbers) => Numbers): Layer {
  const values = lazily(() => alter(layer.values))
  const own = Object.getOwnPropertyDescriptors(layer)
  return Object.defineProperties({}, { ...own, values: { get: values, enumerable: true } }) as Layer
}

function shuffledLabels(order: (rows: number) => number[]): Alterations<'shuffled-labels'> {
  const labels = (all: Int32Array) => pickedFrom(all, order(all.length))
  const answers = (of: Predictions): Predictions => ({
    logits: of.logits,
    labels: labels(of.labels),
    trueLabels: labels(of.trueLabels),
  })
  const examples = ({ inputs, targets, labels: all }: Examples): Examples => ({
    inputs,
    targets: rowsPicked(targets, order(targets.rows)),
    labels: all === null ? null : labels(all),
  })
  return {
    labels,
    predictions: (of) => eachAnswer(of, answers),
    table: (table) => ({
      ...table,
      answers: labels(table.answers),
      train: { rows: table.train.rows, labels: labels(table.train.labels) },
    }),
    chain: (chain) => eachSplit(chain, examples),
  }
}

function shuffledExamples(order: (rows: number) => number[]): Alterations<'shuffled-examples'> {
  const shuffled = (matrix: Matrix) => rowsPicked(matrix, order(matrix.rows))
  const answers = (of: Predictions): Predictions => ({ ...of, logits: shuffled(of.logits) })
  return {
    hidden: (all) => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, shuffled(one)])),
    head: ({ weight, logits }) => ({ weight, logits: logits === null ? null : shuffled(logits) }),
    predictions: (of) => eachAnswer(of, answers),
    chain: (chain) => eachSplit(chain, (examples) => ({ ...examples, inputs: shuffled(examples.inputs) })),
  }
}

/** Each split when it is read: a file may have one of them only. */
function eachAnswer(of: Inputs['predictions'], alter: (split: Predictions) => Predictions): Inputs['predictions'] {
  return {
    get train() {
      return alter(of.train)
    },
    get test() {
      return alter(of.test)
    },
  }
}

function eachSplit(chain: Chain, alter: (examples: Examples) => Examples): Chain {
  const { probe, train, test } = chain
  return { ...chain, probe: alter(probe), train: alter(train), test: test === null ? null : alter(test) }
}

function permuted(values: Numbers, stream: RandomStream): Numbers {
  const order = stream.shuffled(Array(values.length).keys())
  return values.map((_, i) => values[order[i] as number] as number)
}

/** Normal numbers of the same mean and variance. */
function redrawn(values: Numbers, stream: RandomStream): Numbers {
  let [sum, squares] = [0, 0]
  for (const value of values) sum += value
  const mean = sum / values.length
  for (const value of values) squares += (value - mean) ** 2
  const deviation = Math.sqrt(squares / values.length)
  return values.map(() => mean + deviation * stream.normal())
}

function pickedFrom(column: Int32Array, order: readonly number[]): Int32Array {
  return Int32Array.from(order, (row) => column[row] as number)
}

function rowsPicked(matrix: Matrix, order: readonly number[]): Matrix {
  const { cols, data } = matrix
  const picked = data.slice()
  order.forEach((from, to) => picked.set(data.subarray(from * cols, (from + 1) * cols), to * cols))
  return { ...matrix, data: picked }
}
