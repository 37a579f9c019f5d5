import { BOUNDS, usageError, type RunValue } from '#src/vocabulary/index.ts'

/** Told of each value of an answer: throws where they are too long together, before an answer is made of them. */
export function valuesFitting(what: string): (value: RunValue) => void {
  let characters = 0
  return (value) => {
    characters += typeof value === 'string' ? value.length : 8
    if (characters > BOUNDS.valueCharacters)
      throw usageError(`${what}: expected at most ${BOUNDS.valueCharacters} characters in one answer; ask for fewer runs, or for what is shorter`) // prettier-ignore
  }
}
