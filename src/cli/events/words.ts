import { usageError } from '#src/vocabulary/index.ts'

/** What only a shell would make something of; as a word of its own it was meant for one. */
const OF_A_SHELL = new Set(['|', '||', '&', '&&', ';', '>', '>>', '<', '2>', '2>&1'])

/**
 * A command as a person types it, as a program and its arguments: words apart by spaces, kept together by quotes of either kind or a
 * backslash. Nothing is expanded and no shell is started, so that what is written here is all that is ever run.
 */
export function wordsOf(option: string, given: string): readonly [program: string, ...args: string[]] {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let i = 0; i < given.length; i++) {
    const character = given[i]!
    if (character === '\\' && quote !== "'" && i + 1 < given.length) word = (word ?? '') + given[++i]!
    else if (quote !== null) {
      if (character === quote) quote = null
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (quote !== null) throw usageError(`${option}: expected ${quote} at the end of what it began, got ${given}`)
  if (word !== null) words.push(word)
  const shells = given.split(/\s+/).find((one) => OF_A_SHELL.has(one) && words.includes(one))
  if (shells !== undefined)
    throw usageError(
      `${option}: expected a program and its arguments, got '${shells}'; no shell is started: put it in a script, or name one (sh -c '…')`,
    )
  const [program, ...args] = words
  if (program === undefined || program === '')
    throw usageError(`${option}: expected a program and its arguments, such as 'notify-send Phasescope', got nothing`)
  return [program, ...args]
}
