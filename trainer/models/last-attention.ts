import type * as tfjs from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'

type Matrix = tfjs.Tensor2D
type Rows = tfjs.Tensor1D

/** What enters the attention: token and position vectors summed, for every residue at the first two places. */
export interface Entering {
  /** [modulus, width] each */
  readonly a: Matrix
  readonly b: Matrix
  /** The '=' at the end, [1, width] */
  readonly end: Matrix
}

export interface AttentionWeights {
  /** [width, width] each, heads side by side */
  readonly q: Matrix
  readonly k: Matrix
  readonly v: Matrix
}

/**
 * Causal attention read at the last of three positions. That position sees all three, its query is the same for
 * every example, and keys and values depend on one residue each: so scores and values are tables over residues, and
 * only their mixture is computed for each example. Equal to attending in full, at a fraction of the cost.
 */
export function lastAttention(
  tf: Tf,
  x: Entering,
  { q, k, v }: AttentionWeights,
  headOf: Matrix,
  [a, b]: readonly [Rows, Rows],
) {
  const [width, heads] = headOf.shape
  const scale = 1 / Math.sqrt(width / heads)
  const spread = (perHead: Matrix) => tf.matMul(perHead, headOf, false, true)
  const query = tf.matMul(x.end, q)
  /** From what enters at a position to its scores: [width, heads] */
  const scorer = tf.mul(tf.matMul(tf.mul(k, query), headOf), scale) as Matrix
  const perExample = (table: Matrix, rows: Rows) => tf.gather(table, rows)
  const scores: [Matrix, Matrix, Matrix] = [
    perExample(tf.matMul(x.a, scorer), a),
    perExample(tf.matMul(x.b, scorer), b),
    tf.matMul(x.end, scorer),
  ]
  const shares = softmaxOf(tf, scores)
  const values = [perExample(tf.matMul(x.a, v), a), perExample(tf.matMul(x.b, v), b), tf.matMul(x.end, v)]
  const wide = shares.map(spread) as [Matrix, Matrix, Matrix]
  const mixed = tf.addN(wide.map((share, j) => tf.mul(share, values[j] as Matrix))) as Matrix

  /** From ∂loss/∂mixed, [batch, width], to the gradients of everything that went in. */
  function backward(upstream: Matrix) {
    const residues = x.a.shape[0]
    const toTables = (rows: readonly Matrix[]): [Matrix, Matrix, Matrix] => [
      tf.unsortedSegmentSum(rows[0] as Matrix, a, residues),
      tf.unsortedSegmentSum(rows[1] as Matrix, b, residues),
      tf.sum(rows[2] as Matrix, 0, true),
    ]
    const valueTables = toTables(wide.map((share) => tf.mul(upstream, share) as Matrix))
    const shareSlopes = values.map((value) => tf.matMul(tf.mul(upstream, value) as Matrix, headOf))
    const mean = tf.addN(shareSlopes.map((slope, j) => tf.mul(slope, shares[j] as Matrix)))
    const scoreTables = toTables(
      shareSlopes.map((slope, j) => tf.mul(shares[j] as Matrix, tf.sub(slope, mean)) as Matrix),
    )
    const entering = [x.a, x.b, x.end]
    const against = (tables: readonly Matrix[]) =>
      tf.addN(entering.map((table, j) => tf.matMul(table, tables[j] as Matrix, true, false))) as Matrix
    const scorerSlope = tf.mul(spread(against(scoreTables)), scale)
    const querySlope = tf.sum(tf.mul(scorerSlope, k), 0, true) as Matrix
    const [aSlope, bSlope, endSlope] = entering.map((_, j) =>
      tf.add(
        tf.matMul(scoreTables[j] as Matrix, scorer as Matrix, false, true),
        tf.matMul(valueTables[j] as Matrix, v, false, true),
      ),
    ) as [Matrix, Matrix, Matrix]
    return {
      x: { a: aSlope, b: bSlope, end: tf.add(endSlope, tf.matMul(querySlope, q, false, true)) as Matrix },
      q: tf.matMul(x.end, querySlope, true, false),
      k: tf.mul(scorerSlope, query) as Matrix,
      v: against(valueTables),
    }
  }
  /** Of the three positions, [batch, heads] each; they sum to 1. */
  return { mixed, shares, backward }
}

/** Over the three positions, for each example and head. The last position's scores are one row for all. */
function softmaxOf(tf: Tf, scores: readonly [Matrix, Matrix, Matrix]): [Matrix, Matrix, Matrix] {
  const top = tf.maximum(tf.maximum(scores[0], scores[1]), scores[2])
  const weights = scores.map((score) => tf.exp(tf.sub(score, top)))
  const total = tf.addN(weights)
  return weights.map((weight) => tf.div(weight, total)) as [Matrix, Matrix, Matrix]
}
