import { quoted, usageError } from '#src/vocabulary/index.ts'

/** What a Python literal of the kinds that a NumPy header has comes to; a tuple and a list are both a list. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | ReadonlyMap<string, PythonValue>

/** How many brackets may be open at once: no type that NumPy writes has as many records in each other. */
const DEPTH = 64

/**
 * Parses the literal that a NumPy header is: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, also with the
 * long whole numbers of Python 2 (`32L`) and with double quotes. What is no such literal is a usage error that says where;
 * so is a key that stands twice, of which Python keeps the last in silence.
 */
export function pythonLiteral(text: string): PythonValue {
  let at = 0
  const value = valueAt(0)
  skipSpace()
  if (at < text.length) throw unexpected()
  return value

  function valueAt(depth: number): PythonValue {
    if (depth > DEPTH) throw usageError(`more than ${DEPTH} brackets are open at character ${at}`)
    skipSpace()
    if (taken('{')) return dict(depth)
    if (taken('(')) return tuple(depth)
    if (taken('[')) return items(']', depth)
    const word = matched(/(?:True|False|None)\b/y)
    if (word !== null) return word === 'None' ? null : word === 'True'
    const number = matched(/-?\d+L?(?![\w.])/y)
    if (number !== null) return Number(number.replace('L', ''))
    return string()
  }

  /** One item in brackets is that item, unless a comma follows. */
  function tuple(depth: number): PythonValue {
    const from = at
    const values = items(')', depth)
    const [only] = values
    return values.length === 1 && only !== undefined && !/,\s*\)$/.test(text.slice(from, at)) ? only : values
  }

  function items(end: string, depth: number): PythonValue[] {
    const values: PythonValue[] = []
    for (;;) {
      skipSpace()
      if (taken(end)) return values
      values.push(valueAt(depth + 1))
      skipSpace()
      if (!taken(',') && text[at] !== end) throw unexpected()
    }
  }

  function dict(depth: number): Map<string, PythonValue> {
    const entries = new Map<string, PythonValue>()
    for (;;) {
      skipSpace()
      if (taken('}')) return entries
      const key = string()
      skipSpace()
      if (!taken(':')) throw unexpected()
      if (entries.has(key)) throw usageError(`${quoted(key)} stands twice`)
      entries.set(key, valueAt(depth + 1))
      skipSpace()
      if (!taken(',') && text[at] !== '}') throw unexpected()
    }
  }

  function string(): string {
    const found = matched(/[uUbB]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/y)
    if (found === null) throw unexpected()
    return found
      .replace(/^[uUbB]/, '')
      .slice(1, -1)
      .replace(/\\(.)/g, '$1')
  }

  function matched(pattern: RegExp): string | null {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }

  function taken(sign: string): boolean {
    if (text[at] !== sign) return false
    at += 1
    return true
  }

  function skipSpace(): void {
    matched(/\s*/y)
  }

  function unexpected() {
    return usageError(at < text.length ? `not understood from character ${at} on` : 'it ends too early')
  }
}
