import type { Word } from './node/word.ts'

/** Up to which step of a run something of it is kept, by the numbers of its Reports. */
export interface HowFar {
  /** The Report of this number is behind the last, and this the last step in it; -1 where it has none. */
  pushed(seq: number, step: number): void
  /** A message goes out that ends before this number. */
  sent(end: number): void
  /** Everything before this number is at the hub. */
  acknowledged(next: number): void
  /** What is to be told of it; the journal holds what comes before `stored`. */
  word(stored: number | null): Word
}

/** `from`: everything before this number is at the hub, or in the journal; the last step there. */
export function newHowFar(from: number, lastStep: number): HowFar {
  /** From this number on the last step is this. */
  let steps: (readonly [end: number, step: number])[] = [[from, lastStep]]
  let sent: number[] = []
  let durable = from
  const stepAt = (end: number) => steps.findLast(([at]) => at <= end)?.[1] ?? -1
  return {
    pushed(seq, step) {
      if (step > steps.at(-1)![1]) steps.push([seq + 1, step])
    },
    sent(end) {
      if (!sent.includes(end)) sent = [...sent, end].sort((a, b) => a - b)
    },
    acknowledged(next) {
      durable = Math.max(durable, next)
      sent = sent.filter((end) => end > durable)
      const known = steps.findLastIndex(([at]) => at <= durable)
      if (known > 0) steps = steps.slice(known)
    },
    word(stored) {
      const end = Math.max(durable, stored ?? 0)
      return { next: durable, end, step: stepAt(end), sent: sent.map((at) => [at, stepAt(at)] as const) }
    },
  }
}
