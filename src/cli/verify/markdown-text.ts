import { visible } from '#src/vocabulary/index.ts'

/**
 * A text from elsewhere as Markdown shows it: on one line, what nobody sees made visible, and nothing in it a mark. Neither a row of
 * a table nor a heading, a link, a picture or a tag can be made of it.
 */
export function inMarkdown(text: string): string {
  return oneLine(text).replace(MARKS, '\\$&').replace(FIRST_MARK, '$1\\')
}

/** What means something wherever it stands; an `&` where it begins the name or number of a character. */
const MARKS = /[\\`|<[\]*]|&(?=#?\w+;)/g

/** What means something where a line begins: of a heading, a quote, a list, a rule, code. */
const FIRST_MARK = /^(?:(?=[#>+_~-])|(\d+)(?=[.)](?: |$)))/

/** A word as code, unless it has in it what ends code or a cell. */
export function codeInMarkdown(text: string): string {
  const line = oneLine(text)
  return /[`|\\]/.test(line) || line === '' ? inMarkdown(text) : `\`${line}\``
}

function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}
