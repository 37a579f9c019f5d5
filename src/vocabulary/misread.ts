import { PhasescopeError } from './errors.ts'

/**
 * A text of a language of ours (a condition, what a breakpoint does) that cannot be read: the message points at the
 * character, counted from 1, and the fields let a page draw a caret.
 * `At character 13 of 'test-loss < < 3': expected a number, a series or '(', got '<'`
 */
export class MisreadError extends PhasescopeError {
  readonly text: string
  /** Where it stops making sense, counted from 0 in UTF-16 units, as strings are indexed. */
  readonly offset: number
  /** What could have stood there: kinds as a phrase (`a number`), words and signs in quotes. */
  readonly expected: readonly string[]
  constructor(text: string, offset: number, expected: readonly string[]) {
    const got = wordAt(text, offset)
    super(
      'usage',
      `At character ${offset + 1} of '${excerpt(text, offset)}': expected ${alternatives(expected)}, got ${got}`,
    )
    this.text = text
    this.offset = offset
    this.expected = expected
  }
}

/** What stands at a place of a text, up to the next space; a message stays one line that can be read. */
function wordAt(text: string, offset: number): string {
  const word = /^(?:[\p{L}\p{N}][^\s(),]*|\S)/u.exec(text.slice(offset))?.[0]
  return word === undefined ? 'the end' : `'${word.slice(0, 40)}'`
}

function excerpt(text: string, offset: number): string {
  const from = text.length > 100 ? Math.max(0, offset - 60) : 0
  const to = text.length > 100 ? offset + 40 : text.length
  const part = text.slice(from, to).replace(/\s|\p{Cc}/gu, ' ')
  return `${from > 0 ? '… ' : ''}${part}${to < text.length ? ' …' : ''}`
}

/** `a`, `a or b`, `a, b or c` */
function alternatives(of: readonly string[]): string {
  return of.length < 2 ? (of[0] ?? 'nothing') : `${of.slice(0, -1).join(', ')} or ${of.at(-1)}`
}
