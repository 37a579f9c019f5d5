import { basename } from 'node:path'
import { messageOf, PhasescopeError } from '#src/vocabulary/index.ts'

/** What is wrong with the file of a probe, and in which line, where that is known. */
export interface Fault {
  readonly line: number | null
  readonly why: string
}

/** Thrown by a user-defined probe, or about one: it knows its file and, if there is one, the line. */
export class ProbeFileError extends PhasescopeError {
  readonly file: string
  readonly line: number | null
  readonly why: string
  constructor(file: string, { line, why }: Fault, options?: ErrorOptions) {
    super('usage', `${why} (${basename(file)}${line === null ? '' : `:${line}`})`, options)
    this.file = file
    this.line = line
    this.why = why
  }
}

/** What is to be said of anything that was thrown on the way; `line` where the error itself knows none. */
export function faultOf(error: unknown, line: number | null = null): Fault {
  if (error instanceof ProbeFileError) return { line: error.line ?? line, why: error.why }
  return { line, why: messageOf(error) }
}

/** The same of what code of the file threw: the deepest frame that lies in it gives the line. Types go without moving a line. */
export function thrownIn(url: string, file: string, error: unknown): Fault {
  if (error instanceof ProbeFileError) return error
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.indexOf(`${url}:`)
  const line = at < 0 ? null : Number.parseInt(stack.slice(at + url.length + 1), 10)
  return { line, why: messageOf(error).replaceAll(url, basename(file)) }
}
