import { visibleLines } from '#src/vocabulary/index.ts'

/**
 * What the command says to a person, or to a program that reads its JSON: the one way by which texts reach the terminal, since
 * names of runs, series and tensors come from elsewhere and may hold what a terminal obeys. In JSON an escape says the same.
 * Exported data goes its own way, as it is.
 */
export function print(text: string): void {
  console.log(visibleLines(text))
}

/** The same beside the results, on stderr. */
export function say(text: string): void {
  process.stderr.write(`${visibleLines(text)}\n`)
}
