/** Sans serif as journals take it; whichever of these is there has the widths of Helvetica. */
export const FONT = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"

/** Widths of Helvetica in thousandths of its size, for the characters from space to tilde, as Adobe's metrics give them. */
const WIDTHS = [
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556],
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556],
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556],
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584],
]

/** Of other characters: a minus sign and Greek letters have about it, superscripts less. */
const OTHER = 556

/** Bold letters, and those of a font that stands in for Helvetica where a system has no twin of it, are so much wider. */
const SPARE = 1.12

/** How wide a text is at most at a size, in the unit of the size. */
export function textWidth(text: string, size: number): number {
  let sum = 0
  for (const letter of text) sum += WIDTHS[letter.charCodeAt(0) - 32] ?? OTHER
  return (sum / 1_000) * size * SPARE
}

/** The text, cut off with an ellipsis where it is wider than `room`. */
export function fittingText(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text
  const letters = [...text]
  while (letters.length > 0 && textWidth(`${letters.join('')}…`, size) > room) letters.pop()
  return `${letters.join('')}…`
}
