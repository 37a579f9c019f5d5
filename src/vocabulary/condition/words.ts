/** Words that the languages of breakpoints have for themselves: a series or setting of such a name goes in quotes. */
export const RESERVED = [
  'and',
  'or',
  'not',
  'is',
  'for',
  'any',
  'falls',
  'rises',
  'changes',
  'by',
  'within',
  'above',
  'below',
  'every',
  'steps', // before its own beginning, since the grammar tries one after the other
  'step',
] as const

/** What the grammar calls a plain name. Texts are written without loading the grammar, so it is said once more. */
const PLAIN = /^\p{L}[\p{L}0-9_]*(?:[-/.:]+[\p{L}0-9_]+)*$/u

/** A name as a text holds it: in quotes where it is not plain or reserved. */
export function nameText(name: string): string {
  return PLAIN.test(name) && !(RESERVED as readonly string[]).includes(name) ? name : quotedText(name)
}

export function quotedText(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`
}

/** The name that a text holds, out of its quotes if it has any. */
export function nameFromText(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gsu, '$1') : text
}
