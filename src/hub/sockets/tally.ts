import { messageOf, visible } from '#src/vocabulary/index.ts'

/** What the hub said no to, and what failed in it: told by /healthz, so that an attack or a mistake of ours is seen. */
export interface Tally {
  readonly refusals: number
  readonly errors: number
  /** Facts of trainers that were dropped, since no more is kept. */
  readonly droppedFacts: number
  /** Somebody was told no. */
  refused(): void
  /** So many facts were dropped; said on stderr where there is a reason that was not said before. */
  dropped(facts: number, why: string | null): void
  /** Something threw that should not have: said on stderr, with its place. */
  failed(where: string, error: unknown): void
}

export function newTally(write: (line: string) => void = (line) => process.stderr.write(line)): Tally {
  let refusals = 0
  let errors = 0
  let droppedFacts = 0
  return {
    get refusals() {
      return refusals
    },
    get errors() {
      return errors
    },
    get droppedFacts() {
      return droppedFacts
    },
    dropped(facts, why) {
      droppedFacts += facts
      if (why !== null) write(`hub: ${visible(why)}\n`)
    },
    refused: () => void (refusals += 1),
    failed(where, error) {
      errors += 1
      write(`hub: ${where}: ${(error instanceof Error && error.stack) || messageOf(error)}\n`)
    },
  }
}
