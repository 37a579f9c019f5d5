import { openStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { corruptedLabels } from './corrupted-labels.ts'
import { answer, type Operation } from './operations.ts'
import type { Pairs, Task } from './task.ts'
import { pairsWhenRead } from './when-read.ts'

/** A question about pairs of residues, divided into a part to learn from and a part to be judged by. */
export interface PairTask extends Task<Pairs> {
  readonly test: Pairs
  /** Training labels that are truly wrong. */
  readonly corrupted: number
}

export interface ModularArithmetic {
  readonly operation: Operation
  readonly modulus: number
  /** Share of all modulus² pairs to learn from. */
  readonly trainFraction: number
  /** Share of the training labels that is replaced by a wrong answer. */
  readonly corruptionFraction: number
}

/**
 * Arithmetic modulo a number, every pair of residues once: the smallest task on which networks grok. The split and
 * the wrong labels come from streams of their own, so that corrupting labels leaves the split as it was.
 */
export function modularArithmetic(settings: ModularArithmetic, seed: number): PairTask {
  const { modulus, trainFraction, corruptionFraction } = settings
  const pairs = modulus * modulus
  const size = Math.min(pairs - 1, Math.max(1, Math.floor(trainFraction * pairs + 1e-9)))
  const corrupted = Math.round(corruptionFraction * size)
  const order = lazily(() => openStream(seed, 'split').shuffled(Array(pairs).keys()))
  return {
    train: pairsWhenRead(() => {
      const train = pairsAt(order().slice(0, size), settings)
      if (corrupted === 0) return train
      return { ...train, labels: corruptedLabels(train.labels, corrupted, modulus, seed) }
    }),
    test: pairsWhenRead(() => pairsAt(order().slice(size), settings)),
    table: {
      modulus,
      operation: settings.operation,
      questions: pairsWhenRead(() => pairsAt([...Array(pairs).keys()], settings)),
    },
    corrupted,
  }
}

/** Rows sorted by a, then b: in full-batch training their order carries no meaning, and sorted sums are faster. */
function pairsAt(places: readonly number[], { operation, modulus }: ModularArithmetic): Pairs {
  const sorted = Int32Array.from(places).sort()
  const a = sorted.map((place) => Math.floor(place / modulus))
  const b = sorted.map((place) => place % modulus)
  const labels = a.map((left, i) => answer(operation, left, b[i] as number, modulus))
  return { a, b, labels, trueLabels: labels }
}
