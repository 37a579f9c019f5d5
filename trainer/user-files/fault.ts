import { basename } from 'node:path'
import { messageOf, PhasescopeError } from '#src/vocabulary/index.ts'

/** What is wrong with a file that a person saved, and where in it, as far as that is known. */
export interface Fault {
  readonly line: number | null
  readonly column?: number
  readonly why: string
}

/** Thrown by such a file, or about one: it knows its file and, if there is one, the place. */
export class UserFileError extends PhasescopeError {
  readonly file: string
  readonly fault: Fault
  constructor(file: string, fault: Fault, options?: ErrorOptions) {
    super('usage', `${fault.why} (${basename(file)}${placeText(fault)})`, options)
    this.file = file
    this.fault = fault
  }
}

/** `:3:5` behind the name of a file, as far as it is known; what editors and terminals take for a place. */
export function placeText({ line, column }: Pick<Fault, 'line' | 'column'>): string {
  if (line === null) return ''
  return column === undefined ? `:${line}` : `:${line}:${column}`
}

/** Of a file that is not read, since it is too long. */
export function faultOfSize(bytes: number, most: number): Fault {
  return { line: null, why: `Has ${bytes} bytes, and at most ${most} are read` }
}

/** What is to be said of anything that was thrown on the way; `line` where the error itself knows none. */
export function faultOf(error: unknown, line: number | null = null): Fault {
  if (error instanceof UserFileError) return error.fault.line === null ? { line, why: error.fault.why } : error.fault
  return { line, why: messageOf(error) }
}

/** The same of what code of the file threw: the deepest frame that lies in it gives the place. Types go without moving a character. */
export function thrownIn(url: string, file: string, error: unknown): Fault {
  if (error instanceof UserFileError) return error.fault
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.indexOf(`${url}:`)
  const why = messageOf(error).replaceAll(url, basename(file))
  if (at < 0) return { line: null, why }
  const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(stack.slice(at + url.length)) ?? []
  return { line: Number(line), ...(column !== undefined && { column: Number(column) }), why }
}
