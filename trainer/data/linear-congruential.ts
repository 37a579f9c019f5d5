import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Sequences } from './sequences.ts'
import type { Task } from './task.ts'

export interface LinearCongruential {
  /** m, a power of 2 from 8 on. */
  readonly modulus: number
  /** Numbers of each sequence that are read; the last of them is followed by the last answer. */
  readonly length: number
  /** Share of the pairs (a, c) whose sequences are learned from. The others are never seen. */
  readonly trainFraction: number
  readonly testSequences: number
}

/** Sequences by which a run that sees new ones at every update is watched. */
const WATCHED = 128

type Generator = readonly [a: number, c: number]

/**
 * Sequences of random number generators, x → a x + c mod m, to be gone on with (Tao et al. 2025, arXiv:2502.10390). Each has
 * its own a and c, of full period: a − 1 a multiple of 4 and c odd. The split is one of pairs (a, c): generators that were
 * never seen must be understood from their first numbers.
 */
export function linearCongruential(settings: LinearCongruential, seed: number): Task<Sequences> {
  const { modulus, length, trainFraction, testSequences } = settings
  const generators = lazily(() => openStream(seed, 'split').shuffled(fullPeriod(modulus)))
  const count = (modulus / 4) * (modulus / 2)
  const learned = Math.min(count - 1, Math.max(1, Math.round(trainFraction * count)))
  const seen = () => generators().slice(0, learned)
  const draw = (stream: RandomStream, size: number) => sequencesOf(seen(), stream, size, settings)
  return {
    train: whenRead(length, () => draw(openStream(seed, 'watched sequences'), WATCHED)),
    test: whenRead(length, () =>
      sequencesOf(generators().slice(learned), openStream(seed, 'test sequences'), testSequences, settings),
    ),
    table: null,
    draw,
    floor: bestLoss(modulus, length),
  }
}

function fullPeriod(modulus: number): Generator[] {
  return Array.from({ length: modulus / 4 }, (_, i) =>
    Array.from({ length: modulus / 2 }, (_, j): Generator => [4 * i + 1, 2 * j + 1]),
  ).flat()
}

function sequencesOf(
  generators: readonly Generator[],
  stream: RandomStream,
  count: number,
  { modulus, length }: LinearCongruential,
): Sequences {
  const tokens = new Int32Array(count * length)
  const labels = new Int32Array(count * length)
  for (let one = 0; one < count; one++) {
    const [a, c] = generators[stream.integer(generators.length)] as Generator
    let x = stream.integer(modulus)
    for (let t = 0; t < length; t++) {
      tokens[one * length + t] = x
      x = (a * x + c) % modulus
      labels[one * length + t] = x
    }
  }
  return { tokens, length, labels, trueLabels: labels }
}

/**
 * In nats at each position, for whoever knows m and that the period is full, and not a and c: of one number the next is
 * known to be odd where it is even, of two the step is known up to a multiple of 4, and three determine the rest.
 */
function bestLoss(modulus: number, length: number): Float64Array {
  const known = [Math.log(modulus / 2), Math.log(modulus / 4)]
  return Float64Array.from({ length }, (_, t) => known[t] ?? 0)
}

function whenRead(length: number, drawn: () => Sequences): Sequences {
  const made = lazily(drawn)
  return lazyProperties<Sequences>({
    tokens: () => made().tokens,
    length: () => length,
    labels: () => made().labels,
    trueLabels: () => made().trueLabels,
  })
}
