import { runtimeError } from '#src/vocabulary/index.ts'
import { isSound, type Said } from '#src/store/codec/checksum.ts'

/** A row that is not as it was written is an error that names it, never an answer. */
export function assertIntact(what: string, checksum: unknown, table: string, ...said: readonly Said[]): void {
  if (!isSound(checksum, table, ...said)) throw damaged(what)
}

export function damaged(what: string): Error {
  return runtimeError(`The store is damaged: ${what} is not as it was written; phasescope check says what else is`)
}
