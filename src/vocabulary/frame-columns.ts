import type { CardKind, OutputKind } from './series.ts'

/** The kinds whose frames are matrices: their number of columns, then their entries row by row. */
export type TableKind = Exclude<OutputKind, 'scalar' | 'spectrum'>

/** What the columns of a frame are called, where its kind says so; points may bring how far each is spread: an ellipse. */
const COLUMNS: Record<TableKind, readonly (readonly string[])[]> = {
  matrix: [],
  curve: [['x', 'y']],
  points: [
    ['facet', 'label', 'x', 'y'],
    ['facet', 'label', 'x', 'y', 'major', 'minor', 'angle'],
  ],
  histogram: [['from', 'to', 'share']],
}

/** Whether the frames of a kind are matrices. */
export function isTableKind(kind: string): kind is TableKind {
  return Object.hasOwn(COLUMNS, kind)
}

/** What so many columns of a frame of a kind are called; null where its columns are only numbered, as those of a matrix are. */
export function columnNames(kind: CardKind, cols: number): readonly string[] | null {
  return isTableKind(kind) ? (COLUMNS[kind].find((names) => names.length === cols) ?? null) : null
}

/** The numbers of columns that a frame of a kind may have; null where any will do. */
export function columnCounts(kind: TableKind): readonly number[] | null {
  return kind === 'matrix' ? null : COLUMNS[kind].map((names) => names.length)
}
