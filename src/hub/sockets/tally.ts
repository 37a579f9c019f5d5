import { messageOf } from '#src/vocabulary/index.ts'

/** What the hub said no to, and what failed in it: told by /healthz, so that an attack or a mistake of ours is seen. */
export interface Tally {
  readonly refusals: number
  readonly errors: number
  /** Somebody was told no. */
  refused(): void
  /** Something threw that should not have: said on stderr, with its place. */
  failed(where: string, error: unknown): void
}

export function newTally(write: (line: string) => void = (line) => process.stderr.write(line)): Tally {
  let refusals = 0
  let errors = 0
  return {
    get refusals() {
      return refusals
    },
    get errors() {
      return errors
    },
    refused: () => void (refusals += 1),
    failed(where, error) {
      errors += 1
      write(`hub: ${where}: ${(error instanceof Error && error.stack) || messageOf(error)}\n`)
    },
  }
}
