/** A text as long as a label may be: what is longer is cut, and says so. A stranger's name may be a book. */
export function shortText(text: string, most = 80): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/** A reason may take a few lines. */
export function shortReason(text: string): string {
  return shortText(text, 600)
}
