import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { chosenRows } from '#probes/maths/algebra/chosen-rows.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Answers } from './answers.ts'
import { chosenSequences, sequencesIn, type Sequences } from './sequences.ts'
import type { Operation } from './operations.ts'

/** Examples as integer columns: what is asked (a, b) and the answer. */
export interface Pairs extends Answers {
  readonly a: Int32Array
  readonly b: Int32Array
}

/** Examples as points of a vector space, with what the outputs aim at: one-hot rows where the answer is a class. */
export interface PointExamples extends Answers {
  /** [n, p] */
  readonly inputs: Matrix
  /** [n, C] */
  readonly targets: Matrix
}

/** Points whose answers are numbers, of which no class is right: regression. */
export interface ValueExamples {
  /** [n, p] */
  readonly inputs: Matrix
  /** [n, outputs] */
  readonly targets: Matrix
  readonly labels?: undefined
  readonly trueLabels?: undefined
}

/** Examples in a form that a model takes: each takes one. */
export type Split = Pairs | PointExamples | ValueExamples | Sequences

/** Something to learn: a part to learn from and, where there is one, a part to be judged by. */
export interface Task<S extends Split = Split> {
  readonly train: S
  /** Null where there is nothing but the training examples. */
  readonly test: S | null
  /** Examples of another distribution, to be judged by beside the test split. */
  readonly outOfDistribution?: S
  /** Every question there is about pairs of residues, row a · p + b, with its true answer; null for other tasks. */
  readonly table: { readonly modulus: number; readonly operation: Operation; readonly questions: S } | null
  /** Where its answers are numbers: then there is no accuracy, and its splits have no labels. */
  readonly isRegression?: true
  /** Of a task on sequences: the least mean loss that is possible, in nats at each position, where it is known; it may be computed when it is read. */
  readonly floor?: Float64Array
  /** Weights of the units of a committee whose answers it asks for, [M, N]. */
  readonly teacher?: () => Matrix
  /** Of a task to tell the noise in points: what a model that learned it can be asked to make more of. */
  readonly diffusion?: Diffusion
  /** New examples from where the training split came from, for batches that are online. */
  readonly draw?: (stream: RandomStream, size: number) => S
}

/** Points whose distribution is learned by telling the noise in them. */
export interface Diffusion {
  /** [n, d] */
  readonly training: () => Matrix
  /** [k, d]; null where nothing was held out. */
  readonly heldOut: () => Matrix | null
  /** The time of diffusion up to which the training points can be told from each other; null where no closed form says so. */
  readonly collapse: number | null
}

/** Number of examples: of sequences, not of their positions. */
export function sizeOf(split: Split): number {
  if ('tokens' in split) return sequencesIn(split)
  return split.labels === undefined ? split.targets.rows : split.labels.length
}

/** The examples in these rows, in their order. */
export function rowsOf(split: Split, rows: ArrayLike<number>): Split {
  if ('tokens' in split) return chosenSequences(split, rows)
  if (split.labels === undefined) {
    return { inputs: chosenRows(split.inputs, rows), targets: chosenRows(split.targets, rows) }
  }
  const at = (column: Int32Array) => Int32Array.from(rows, (row) => column[row] as number)
  const labels = at(split.labels)
  const answers = { labels, trueLabels: split.trueLabels === split.labels ? labels : at(split.trueLabels) }
  if ('a' in split) return { a: at(split.a), b: at(split.b), ...answers }
  return { inputs: chosenRows(split.inputs, rows), targets: chosenRows(split.targets, rows), ...answers }
}

/** The examples of one split, then those of another of the same kind. */
export function joined(left: Split, right: Split): Split {
  if (left.labels === undefined || right.labels === undefined) return joinedValues(left, right)
  const isClean = left.trueLabels === left.labels && right.trueLabels === right.labels
  const labels = columns(left.labels, right.labels)
  const answers = { labels, trueLabels: isClean ? labels : columns(left.trueLabels, right.trueLabels) }
  if ('a' in left && 'a' in right) return { a: columns(left.a, right.a), b: columns(left.b, right.b), ...answers }
  if ('tokens' in left && 'tokens' in right)
    return { tokens: columns(left.tokens, right.tokens), length: left.length, ...answers }
  if (!('inputs' in left && 'inputs' in right))
    throw new TypeError('A split consists of pairs, of points or of sequences alone')
  return { inputs: stacked(left.inputs, right.inputs), targets: stacked(left.targets, right.targets), ...answers }
}

function joinedValues(left: Split, right: Split): ValueExamples {
  if (left.labels !== undefined || right.labels !== undefined) throw new TypeError('Either both splits have labels, or none')
  return { inputs: stacked(left.inputs, right.inputs), targets: stacked(left.targets, right.targets) }
}

function columns(left: Int32Array, right: Int32Array): Int32Array {
  const both = new Int32Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}

function stacked(left: Matrix, right: Matrix): Matrix {
  const data = new Float32Array(left.data.length + right.data.length)
  data.set(left.data)
  data.set(right.data, left.data.length)
  return { rows: left.rows + right.rows, cols: left.cols, data }
}
