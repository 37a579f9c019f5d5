import { distance } from 'fastest-levenshtein'
import { BOUNDS } from './bounds.ts'
import { NEEDS, type Need } from './need/index.ts'

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

/** `Unknown probe 'wieght-norm'; did you mean 'weight-norm'? Possible: …` */
export function unknownName(
  thing: string,
  given: string,
  possible: readonly string[],
  /** How many there are, where there are too many to look through. */
  total = possible.length,
): PhasescopeError {
  const nearest = nearestName(given, possible)
  const hint = nearest === null ? '' : `; did you mean '${nearest}'?`
  return usageError(
    `Unknown ${thing} ${text(given)}${hint} Possible: ${listed(possible, total)}`.replace(`' Possible`, `'; possible`),
  )
}

/** `Several runs begin with 'grok': grok-1, grok-2; type more of the one that is meant` */
export function ambiguousName(
  thing: string,
  given: string,
  fitting: readonly string[],
  total = fitting.length,
): PhasescopeError {
  return usageError(
    `Several ${thing}s begin with ${text(given)}: ${listed(fitting, total)}; type more of the one that is meant`,
  )
}

/** A store may hold hundreds of runs; a message stays one line that can be read. */
function listed(possible: readonly string[], total = possible.length): string {
  const shown = possible.slice(0, 12).map(opening)
  const more = total - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ') || 'none'
}

/** `width: expected an integer between 1 and 4096, got '-3'` */
export function badValue(path: string, expected: string, received: unknown): PhasescopeError {
  return usageError(`${path}: expected ${expected}, got ${text(received)}`)
}

/** `At report(type = measured).columns[0].steps: expected 64 values, got 63` */
export function malformed(path: string, expected: string, received: unknown): PhasescopeError {
  return runtimeError(`At ${path}: expected ${expected}, got ${text(received)}`)
}

/**
 * `Probe 'x' needs attention (how each head …), which experiment 'grok-mlp-small' does not provide; …`, and then who does.
 * `providers` are the experiments that do.
 */
export function probeNeeds(
  probe: string,
  need: Need,
  experiment: string,
  providers: readonly string[],
): PhasescopeError {
  const missing = `Probe '${probe}' needs ${need} (${NEEDS[need].about}), which experiment '${experiment}' does not provide`
  if (NEEDS[need].broughtBy === 'with')
    return usageError(`${missing}; name a second network by --with RUN[@STEP] or --with FILE.safetensors`)
  if (providers.length > 0)
    return usageError(`${missing}; ${listed(providers)} ${providers.length === 1 ? 'does' : 'do'}`)
  return usageError(
    `${missing}; no experiment does: give it in a file, phasescope measure ${probe} --input FILE.safetensors`,
  )
}

/**
 * A text of a language of ours (a condition, what a breakpoint does) that cannot be read: the message points at the
 * character, counted from 1, and the fields let a page draw a caret.
 * `At character 13 of 'test-loss < < 3': expected a number, a series or '(', got '<'`
 */
export class MisreadError extends PhasescopeError {
  readonly text: string
  /** Where it stops making sense, counted from 0 in UTF-16 units, as strings are indexed. */
  readonly offset: number
  /** What could have stood there: kinds as a phrase (`a number`), words and signs in quotes. */
  readonly expected: readonly string[]
  constructor(text: string, offset: number, expected: readonly string[]) {
    const got = wordAt(text, offset)
    super(
      'usage',
      `At character ${offset + 1} of '${excerpt(text, offset)}': expected ${alternatives(expected)}, got ${got}`,
    )
    this.text = text
    this.offset = offset
    this.expected = expected
  }
}

/** One line for a person, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The possible name that a misspelled one probably meant, or null where none is near. */
export function nearestName(given: string, possible: readonly string[]): string | null {
  if (given.length > BOUNDS.name) return null // the distance of two texts takes the product of their lengths
  const ranked = possible.map((name) => ({ name, away: distance(given, name) })).sort((a, b) => a.away - b.away)
  const best = ranked[0]
  return best !== undefined && best.away <= Math.max(2, given.length / 2) ? best.name : null
}

/** What stands at a place of a text, up to the next space; a message stays one line that can be read. */
function wordAt(text: string, offset: number): string {
  const word = /^(?:[\p{L}\p{N}][^\s(),]*|\S)/u.exec(text.slice(offset))?.[0]
  return word === undefined ? 'the end' : `'${word.slice(0, 40)}'`
}

function excerpt(text: string, offset: number): string {
  const from = text.length > 100 ? Math.max(0, offset - 60) : 0
  const to = text.length > 100 ? offset + 40 : text.length
  const part = text.slice(from, to).replace(/\s|\p{Cc}/gu, ' ')
  return `${from > 0 ? '… ' : ''}${part}${to < text.length ? ' …' : ''}`
}

/** `a`, `a or b`, `a, b or c` */
function alternatives(of: readonly string[]): string {
  return of.length < 2 ? (of[0] ?? 'nothing') : `${of.slice(0, -1).join(', ')} or ${of.at(-1)}`
}

/** What came, in a line: its beginning where it is long, and nothing that a terminal would obey. */
function text(value: unknown): string {
  if (typeof value === 'string') return `'${opening(value)}'`
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return String(value)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  return opening(jsonOpening(value, SHOWN))
}

/** Characters of what came that an error shows. */
const SHOWN = 200

function opening(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return shown.replace(/\p{Cc}/gu, ' ')
}

/** The JSON of a value from elsewhere, up to about so many characters: it may be large or deep, or print as it likes. */
function jsonOpening(value: unknown, most: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, most))
  if (typeof value !== 'object' || value === null) return String(value)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  const isList = Array.isArray(value)
  let json = ''
  for (const key of Object.keys(value)) {
    if (json.length >= most) break
    const item = jsonOpening((value as Record<string, unknown>)[key], most - json.length - 1)
    json += `${json === '' ? '' : ','}${isList ? item : `${JSON.stringify(key.slice(0, most))}:${item}`}`
  }
  return isList ? `[${json}]` : `{${json}}`
}
