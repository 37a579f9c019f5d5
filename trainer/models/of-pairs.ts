import { oneHot, type Pairs, type PointExamples } from '#trainer/data/index.ts'
import type { PointBatch } from './dense-mlp.ts'
import type { Model } from './model.ts'
import { pairInputs } from './pair-batch.ts'

/** A network on points that reads pairs of residues, as two one-hot vectors side by side. */
export function ofPairs(
  { batch, examples, ...network }: Model<PointBatch, PointExamples>,
  modulus: number,
): Model<PointBatch, Pairs> {
  return {
    ...network,
    batch: (tf, pairs) => batch(tf, asPoints(pairs, modulus)),
    ...(examples !== undefined && { examples: (pairs: Pairs) => examples(asPoints(pairs, modulus)) }),
  }
}

function asPoints(pairs: Pairs, modulus: number): PointExamples {
  const { labels, trueLabels } = pairs
  const targets = { rows: labels.length, cols: modulus, data: oneHot(labels, modulus) }
  return { inputs: pairInputs(pairs, modulus), targets, labels, trueLabels }
}
