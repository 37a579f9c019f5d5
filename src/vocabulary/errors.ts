import { whatCame } from './what-came.ts'

/**
 * Errors a person can act on. `usage` is the reader's to mend (exit code 2); `runtime` is the world's (exit code 1).
 * A message says what happened, to which thing, and what to do.
 */
export class PhasescopeError extends Error {
  readonly kind: 'usage' | 'runtime'
  constructor(kind: 'usage' | 'runtime', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PhasescopeError'
    this.kind = kind
  }
}

export function usageError(message: string): PhasescopeError {
  return new PhasescopeError('usage', message)
}

export function runtimeError(message: string, cause?: unknown): PhasescopeError {
  return new PhasescopeError('runtime', message, cause === undefined ? undefined : { cause })
}

/** `width: expected an integer between 1 and 4096, got '-3'` */
export function badValue(path: string, expected: string, received: unknown): PhasescopeError {
  return usageError(`${path}: expected ${expected}, got ${whatCame(received)}`)
}

/** `At report(type = measured).columns[0].steps: expected 64 values, got 63` */
export function malformed(path: string, expected: string, received: unknown): PhasescopeError {
  return runtimeError(`At ${path}: expected ${expected}, got ${whatCame(received)}`)
}

/** One line for a person, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
