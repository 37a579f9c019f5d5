import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Split } from '#trainer/data/index.ts'
import { inARow, type Flow, type NetworkLayer, type Passed } from '#trainer/layers/index.ts'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import type { EnteringBatch, Entrance } from './entrance.ts'
import type { Model } from './model.ts'

export interface Layered<S extends Split> {
  /** How examples come in. */
  readonly entrance: Entrance<S>
  readonly layers: readonly NetworkLayer[]
  /** The name of the last layer's matrix, where it ends with one. */
  readonly head?: string
}

/**
 * A network that is a list of layers. Way back, Hessian products, what probes see of hidden layers and of attention
 * follow from the layers; nothing is written for the network itself.
 */
export function layered<S extends Split>({ entrance, layers, head }: Layered<S>): Model<EnteringBatch, S> {
  const all = inARow(layers)
  const passed = (tf: Tf, weights: ByLayer, { entering, positions }: EnteringBatch): Passed =>
    all.through(tf, weights, { rows: entering, positions })
  const names = all.weights.map(({ name }) => name)
  const model: Model<EnteringBatch, S> = {
    ...(head === undefined ? {} : { head }),
    initialWeights: (stream) =>
      Object.fromEntries(all.weights.map(({ name, shape, begins }) => [name, begins(stream, shape)])),
    batch: entrance.batch,
    forward(tf, weights, batch) {
      const { y, hidden, back } = passed(tf, weights, batch)
      return {
        logits: y.rows,
        // What is not read where the answer is, is not shown: hidden rows and answers stand beside each other.
        get hidden() {
          const shown = Object.entries(hidden ?? {})
          return Object.fromEntries(shown.map(([name, flow]) => [name, whereAnswered(tf, flow, y.positions)]))
        },
        backward(logitGradient) {
          const found = back(logitGradient).weights
          return Object.fromEntries(names.map((name) => [name, found[name] as Tensor]))
        },
      }
    },
    logits: (tf, weights, batch) => passed(tf, weights, batch).y.rows,
  }
  return all.attends === true ? { ...model, attention: (tf, ...of) => lastAsked(tf, passed(tf, ...of)) } : model
}

/** Of a flow with more positions than have an answer, the last one of each example. */
function whereAnswered(tf: Tf, { rows, positions }: Flow, answered: number): Tensor2D {
  if (positions === answered) return rows
  const [examples, width] = [rows.shape[0] / positions, rows.shape[1]]
  const last = tf.slice(tf.reshape(rows, [examples, positions, width]), [0, positions - 1, 0], [examples, 1, width])
  return tf.reshape(last, [examples, width])
}

/** What the last position of each example attends to, [examples, positions] a head. */
function lastAsked(tf: Tf, { attention }: Passed): ByLayer<Tensor2D> {
  const layers = Object.entries(attention ?? {}).flatMap(([name, shares]) => {
    const [examples, heads, asking, seen] = shares.shape as [number, number, number, number]
    return Array.from({ length: heads }, (_, head): [string, Tensor2D] => [
      `${name}.h${head}`,
      tf.reshape(tf.slice(shares, [0, head, asking - 1, 0], [examples, 1, 1, seen]), [examples, seen]),
    ])
  })
  return Object.fromEntries(layers)
}
