import { messageOf, PhasescopeError } from '#src/vocabulary/index.ts'
import type { Column } from '#src/vocabulary/index.ts'
import type { Sqlite } from '#src/store/sqlite/sqlite.ts'

/** What a thread does: all of the file's answers, with columns one at a time. */
export interface Calls extends Omit<Sqlite, 'columns' | 'file' | 'ingest' | 'runs' | 'slice'> {
  /** Opens the file of a folder: before anything else. */
  open(folder: string): void
  /** Begins to read a series, under a number. */
  columns(run: string, series: string): number
  /** The next column of it, or null at its end. */
  column(reading: number): Column | null
  /** Leaves off. */
  leave(reading: number): void
}

export type Method = keyof Calls

export interface Call {
  readonly id: number
  readonly method: Method
  readonly args: readonly unknown[]
}

export type Answer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: PlainError }

/** An error as it travels between threads. */
export interface PlainError {
  readonly kind: PhasescopeError['kind'] | null
  readonly message: string
  readonly stack: string | undefined
}

export function plainFrom(error: unknown): PlainError {
  const kind = error instanceof PhasescopeError ? error.kind : null
  return { kind, message: messageOf(error), stack: error instanceof Error ? error.stack : undefined }
}

export function errorFrom({ kind, message, stack }: PlainError): Error {
  const error = kind === null ? new Error(message) : new PhasescopeError(kind, message)
  if (stack !== undefined) error.stack = stack
  return error
}
