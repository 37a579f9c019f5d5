/** What stands in a cell: a text as a person reads it, a number to be written so, or nothing. */
export type Cell = number | string | null

/** What a picture draws, in numbers: for whoever does not see it, or wants to read them. */
export interface Numbers {
  /** What they are of, and where. */
  readonly caption: string
  readonly columns: readonly string[]
  /** Places on the axis that all of them share, each of which has some rows; made one by one, since there may be very many. */
  readonly places: number
  rowsAt(place: number): readonly (readonly Cell[])[]
}

/** The numbers of a frame: a place a row. */
export function numbersOfRows(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Numbers {
  return { caption, columns, places: rows.length, rowsAt: (place) => [rows[place] ?? []] }
}

/** So many of `count` places, from the first to the last, as evenly as whole numbers allow. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i)
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)))
}
