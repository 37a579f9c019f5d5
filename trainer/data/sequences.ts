import type { Answers } from './answers.ts'

/** Sequences of tokens, to be gone on with: what is right at each position is the token that follows. */
export interface Sequences extends Answers {
  /** [sequences · length], one behind the other, as their labels are */
  readonly tokens: Int32Array
  readonly length: number
}

/** How many sequences there are. */
export function sequencesIn({ tokens, length }: Sequences): number {
  return tokens.length / length
}

/** The sequences in these places, in their order. */
export function chosenSequences(all: Sequences, places: ArrayLike<number>): Sequences {
  const { length } = all
  const from = (column: Int32Array): Int32Array => {
    const chosen = new Int32Array(places.length * length)
    for (let i = 0; i < places.length; i++) {
      const start = (places[i] as number) * length
      chosen.set(column.subarray(start, start + length), i * length)
    }
    return chosen
  }
  const labels = from(all.labels)
  const trueLabels = all.trueLabels === all.labels ? labels : from(all.trueLabels)
  return { tokens: from(all.tokens), length, labels, trueLabels }
}
