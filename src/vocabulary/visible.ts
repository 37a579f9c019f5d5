/**
 * A text with what a terminal would obey or not show (control characters, halves of characters, marks that turn the
 * direction of writing) as escapes, such as `\u001b`. Whatever comes from a file or from elsewhere passes here before a
 * person sees it.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same of a text of ours that has lines and quotes what came from elsewhere: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, visible)
}

const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** A name from elsewhere as a message quotes it: on one line, and no longer than a line. */
export function quoted(name: string): string {
  return `'${visible(name.length > QUOTED ? `${name.slice(0, QUOTED)}…` : name)}'`
}

const QUOTED = 200
