import { mean } from '#probes/maths/algebra/mean.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { learned } from '#probes/maths/statistics/learning-curve.ts'
import { lineThrough } from '#probes/maths/statistics/least-squares-line.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Rule } from '../rule.ts'
import { drawsIn, profileOf, withDraw, type Draws } from './draws.ts'
import { addTo, gramOf, solvedSymmetric } from './least-squares.ts'

/** Regression on Gaussian features of falling variance: λ_k = k^−b, and a target of power λ_k w_k² = k^−a along them. */
export interface DataScaling {
  readonly dimensions: number
  /** a and b */
  readonly targetDecay: number
  readonly spectrumDecay: number
  readonly ridge: number
  /** Standard deviation of the noise on the targets. */
  readonly noise: number
  readonly smallest: number
  /** How often the number of examples is doubled. */
  readonly doublings: number
}

/** What is left of the target, what the noise leaves, and both together with what they have in common. */
const PARTS = ['bias', 'variance', 'error'] as const

/**
 * Errors of kernel regression over the number of examples. A step is a draw of examples and noise, which each size divides into
 * as many training sets as there are in it; errors are those of the population, from the weights themselves. Theory is the
 * deterministic equivalent.
 */
export function dataScaling(of: DataScaling, seed: number): Rule {
  const sizes = Array.from({ length: of.doublings + 1 }, (_, i) => of.smallest * 2 ** i)
  const theory = lazily(() => sizes.map((size) => theoryAt(of, size)))
  return {
    begin() {
      const [learnedWeights] = solvedAt([of.smallest], of, openStream(seed, 'examples of the weights shown'))
      return { w: { shape: [of.dimensions], values: learnedWeights!.weights } }
    },
    next(now, _settings, chance) {
      const found = solvedAt(sizes, of, chance('examples')).flatMap(({ errors }) => errors)
      return { ...now, 'draws/errors': withDraw(now['draws/errors'], found) }
    },
    shows: ({ now }) => ({
      // Each draw is solved by itself: none follows from another.
      updates: () => null,
      profiles: () => profilesOf(sizes, theory(), drawsIn(now['draws/errors'], PARTS.length * sizes.length)),
    }),
  }
}

interface Solved {
  /** Of bias, variance and error. */
  readonly errors: readonly number[]
  readonly weights: Float64Array
}

function solvedAt(sizes: readonly number[], of: DataScaling, random: RandomStream): Solved[] {
  const { dimensions, ridge, noise } = of
  const scale = powers(dimensions, -of.spectrumDecay / 2)
  const target = powers(dimensions, -of.targetDecay / 2)
  const examples = Array.from({ length: sizes.at(-1)! }, () => scale.map((deviation) => deviation * random.normal()))
  const clean = Float64Array.from(examples, (x) =>
    x.reduce((sum, value, k) => sum + (value / scale[k]!) * target[k]!, 0),
  )
  const errors = clean.map(() => noise * random.normal())
  const gram = gramOf(examples, ridge)
  const solve = (from: number, size: number): Solved => {
    const own = block(gram, examples.length, from, size)
    const [signal, rest] = [clean, errors].map((targets) => {
      const dual = solvedSymmetric(own, targets.slice(from, from + size))
      const weights = new Float64Array(dimensions)
      dual.forEach((value, i) => addTo(weights, examples[from + i]!, value))
      return weights
    }) as [Float64Array, Float64Array]
    const missed = signal.map((weight, k) => scale[k]! * weight - target[k]!)
    const fitted = rest.map((weight, k) => scale[k]! * weight)
    const both = missed.map((value, k) => value + fitted[k]!)
    return { errors: [missed, fitted, both].map(squares), weights: signal.map((weight, k) => weight + rest[k]!) }
  }
  return sizes.map((size) => {
    const parts = Array.from({ length: Math.floor(examples.length / size) }, (_, part) => solve(part * size, size))
    const means = PARTS.map((_, i) => parts.reduce((sum, part) => sum + part.errors[i]! / parts.length, 0))
    return { errors: means, weights: parts[0]!.weights }
  })
}

function theoryAt(
  { dimensions, spectrumDecay, targetDecay, ridge, noise }: DataScaling,
  size: number,
): readonly number[] {
  const modes = { values: powers(dimensions, -spectrumDecay), power: powers(dimensions, -targetDecay) }
  const { bias, gamma } = learned(modes, size, ridge)
  const [missed, fitted] = [bias / (1 - gamma), (noise ** 2 * gamma) / (1 - gamma)]
  return [missed, fitted, missed + fitted]
}

function profilesOf(
  sizes: readonly number[],
  theory: readonly (readonly number[])[],
  draws: Draws,
): Readonly<Record<string, Matrix>> {
  if (draws.count === 0) return { error: profileOf([]) }
  return Object.fromEntries(
    PARTS.flatMap((name, part) => {
      const rows = sizes.map((size, i) => [size, mean(draws.at(i * PARTS.length + part)), theory[i]![part]!])
      const slope = (column: number) =>
        lineThrough(
          sizes.map(Math.log),
          rows.map((row) => Math.log(row[column]!)),
        )?.slope ?? NaN
      return [
        [name, profileOf(rows)],
        [`${name}-exponent`, profileOf([[draws.count, slope(1), slope(2)]])],
      ]
    }),
  )
}

/** 1, 2^p, 3^p, … */
function powers(count: number, exponent: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => (k + 1) ** exponent)
}

/** Of the examples from one on. */
function block(gram: Float64Array, whole: number, from: number, size: number): Float64Array {
  const own = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    const at = (from + row) * whole + from
    own.set(gram.subarray(at, at + size), row * size)
  }
  return own
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
