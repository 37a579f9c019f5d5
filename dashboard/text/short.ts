/**
 * A text as long as a label may be: what is longer is cut between two characters as they are read, and says so. A stranger's
 * name may be a book, or one letter under a hundred accents.
 */
export function shortText(text: string, most = 80): string {
  if (text.length <= most) return text
  let end = 0
  for (const { index, segment } of CHARACTERS.segment(text.slice(0, 2 * most))) {
    if (index + segment.length > most - 1) break
    end = index + segment.length
  }
  return `${text.slice(0, end)}…`
}

const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A reason may take a few lines. */
export function shortReason(text: string): string {
  return shortText(text, 600)
}
