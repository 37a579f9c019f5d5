import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { exactly, isDecimal } from './decimal.ts'

/** Which part of a person's file is asked and which is the answer. */
export interface TableFile {
  /** Its path, from the folder of the experiment's file. */
  readonly file: string
  /** The column (CSV, npy) or the tensor (npz, safetensors) of the answers. */
  readonly target: string
  /** Columns, or the one tensor, of the inputs; all that are left if nothing is said. */
  readonly inputs?: readonly string[]
  /** Whether an answer is one of some classes, or numbers. */
  readonly answers: 'classes' | 'numbers'
  /** Between the cells of a CSV file; a comma if nothing is said, and a tab where it ends in .tsv. */
  readonly separator?: ',' | ';' | '\t'
}

/** Examples as a file has them, a row each. */
export type Table = ClassTable | ValueTable

interface TableOf {
  /** [n, p], in float32 as networks compute */
  readonly inputs: Matrix
  /** What the columns of the inputs are called. */
  readonly names: readonly string[]
}

export interface ClassTable extends TableOf {
  /** The place of each answer among the classes. */
  readonly labels: Int32Array
  /** In order: as numbers where all are, else by their letters. Numbers are exact, one class each however they are written. */
  readonly classes: readonly string[]
}

export interface ValueTable extends TableOf {
  /** [n, outputs] */
  readonly targets: Matrix
}

/**
 * Answers as classes: each that is there, in order, and the place of each answer among them. Where all are numbers, each
 * number is one class however it is written, and is called by its shortest writing.
 */
export function classesAmong(answers: readonly string[]): Pick<ClassTable, 'labels' | 'classes'> {
  const distinct = [...new Set(answers)]
  const areNumbers = distinct.every(isDecimal)
  const names = new Map(areNumbers ? shortestWritings(distinct) : distinct.map((answer) => [answer, answer]))
  const classes = [...new Set(names.values())].sort(
    (a, b) => (areNumbers ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1),
  )
  const places = new Map(classes.map((name, place) => [name, place]))
  return { classes, labels: Int32Array.from(answers, (answer) => places.get(names.get(answer)!)!) }
}

/** Each writing of a number with the shortest one of the same. */
function shortestWritings(decimals: readonly string[]): (readonly [string, string])[] {
  const shortest = new Map<string, string>()
  for (const decimal of decimals.toSorted((a, b) => b.length - a.length || (a < b ? 1 : -1)))
    shortest.set(exactly(decimal), decimal)
  return decimals.map((decimal) => [decimal, shortest.get(exactly(decimal))!])
}
