import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

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
  /** In order: as numbers where all are, else by their letters. */
  readonly classes: readonly string[]
}

export interface ValueTable extends TableOf {
  /** [n, outputs] */
  readonly targets: Matrix
}

/** Answers as classes: each that is there, in order, and the place of each answer among them. */
export function classesAmong(answers: readonly string[]): Pick<ClassTable, 'labels' | 'classes'> {
  const distinct = [...new Set(answers)]
  const areNumbers = distinct.every((answer) => Number.isFinite(numberIn(answer)))
  const classes = distinct.sort((a, b) => (areNumbers ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1))
  const places = new Map(classes.map((name, place) => [name, place]))
  return { classes, labels: Int32Array.from(answers, (answer) => places.get(answer)!) }
}

/** A number as people write it in decimals; NaN for anything else, such as an empty cell, `inf` or `0x10`. */
export function numberIn(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}
