import { lineOf } from './parameters.ts'

/** Things of which something is said: each once. */
const MOST_SAID = 10_000

/** What the person before the terminal, or the console of a page, is told. */
export interface Teller {
  say(sentence: string): void
  /** The same, the first time that it is about this. */
  sayOnce(about: string, sentence: string): void
}

export function newTeller(tell: (sentence: string) => void): Teller {
  const said = new Set<string>()
  function say(sentence: string): void {
    try {
      tell(`phasescope: ${lineOf(sentence)}`)
    } catch {
      // Whoever listens is the training's own, and stops nothing.
    }
  }
  return {
    say,
    sayOnce(about, sentence) {
      if (said.has(about) || said.size >= MOST_SAID) return
      said.add(about)
      say(sentence)
    },
  }
}
