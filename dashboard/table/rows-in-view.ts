/** A line of the table, in pixels: two lines of text, and what a finger meets. */
export const LINE_PX = 44

/** Lines that are drawn above and below what is seen, so that a turn of the wheel shows no empty ones. */
const SPARE = 4

/** The lines that are drawn: from the first, up to and without the last. */
export function linesInView(top: number, height: number, lines: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / LINE_PX) - SPARE)
  return { from: Math.min(from, lines), to: Math.min(lines, Math.ceil((top + height) / LINE_PX) + SPARE) }
}

/** How far to scroll so that a line is seen whole; where it is, as far as it is. */
export function scrolledTo(line: number, top: number, height: number): number {
  const at = line * LINE_PX
  if (at < top) return at
  return at + LINE_PX > top + height ? at + LINE_PX - height : top
}
