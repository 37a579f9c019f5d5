import type { Figure } from '#src/figures/figure.ts'

/** A chart as it is written to a file: a figure of the very data and ranges that are drawn, and its numbers as the page holds them. */
export interface Saved {
  /** What the file is called, without its ending. */
  readonly name: string
  readonly figure: Figure
  /** Rows of CSV. */
  readonly rows: () => Iterable<string>
}

export type SavedFormat = 'svg' | 'png' | 'csv'

/** A chart's file is made when somebody wants it: what makes it is loaded then. */
export type Saving = () => Promise<Saved>

/** Of a figure of one plot, in points: between one column of a journal and two. */
export const WIDTH = 380
export const HEIGHT = 230
