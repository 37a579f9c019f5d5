/** Where a name is written on a chart, in device pixels. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The highest of some rows in which a name covers no other, and a gap away from those beside it; null where none is. */
export function freeRow(rows: readonly Box[], taken: readonly Box[], gap: number): Box | null {
  return rows.find((row) => !taken.some((other) => cover(row, other, gap))) ?? null
}

function cover(a: Box, b: Box, gap: number): boolean {
  return a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom && b.top < a.bottom
}
