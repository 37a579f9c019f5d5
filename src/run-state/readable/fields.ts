import { isRecord, malformed } from '#src/vocabulary/index.ts'

/**
 * What stored Reports are read by. Some were stored by an older version, a stranger's trainer or by mistake: a field that
 * can be done without gets a stand-in, one that cannot makes its Report unreadable, which harms no other.
 */
export type Fields = Readonly<Record<string, unknown>>

/** A field that its Report says nothing without. */
export function needed<T>(value: T | null | undefined, path: string, expected: string, received: unknown): T {
  if (value === null || value === undefined)
    throw malformed(path, expected, isPlain(received) || received == null ? received : shortly(received))
  return value
}

export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : isPlain(value) ? String(value) : otherwise
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function nameOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

export function stepOrNull(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}

/** One of the words known, or the first of them. */
export function wordOf<Word extends string>(value: unknown, words: readonly [Word, ...Word[]]): Word {
  return words.find((word) => word === value) ?? words[0]
}

/** Settings one deep: what is nested gets the path for a key, and a list is its JSON. */
export function valuesOf(value: unknown): Record<string, number | string> {
  return Object.fromEntries(leaves('', value, 0))
}

const DEEPEST = 4

function leaves(path: string, value: unknown, depth: number): [string, number | string][] {
  if (isRecord(value) && depth < DEEPEST)
    return Object.entries(value).flatMap(([key, inner]) =>
      leaves(path === '' ? key : `${path}.${key}`, inner, depth + 1),
    )
  if (path === '') return []
  return [[path, typeof value === 'number' ? value : typeof value === 'string' ? value : shortly(value)]]
}

function isPlain(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

/** A value as JSON, no longer than a line. */
function shortly(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
