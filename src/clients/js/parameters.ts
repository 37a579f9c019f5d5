import type { ParameterValue } from '#src/vocabulary/index.ts'
import { entriesRead, MOST_DEPTH } from './harmless.ts'
import { isNested } from './values.ts'

/** Entries that one run may have, and characters of a text (src/vocabulary/bounds.ts). */
const MOST_ENTRIES = 1024
const MOST_TEXT = 8192
/** Characters of all texts and names of it, with room for what is added since. */
const MOST_CHARACTERS = 500_000
const MOST_NAME = 256
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/** A config as the parameters of a run: nested names joined by `/`, numbers and words, lists as their JSON. Never throws. */
export function parametersOf(config: Readonly<Record<string, unknown>>): Record<string, ParameterValue> {
  const found: Record<string, ParameterValue> = {}
  try {
    collect(found, config, '', [])
  } catch {
    // What is of somebody's own does not tell what it has: what came before stands.
  }
  return fitting(found)
}

/** With the texts for which there is room. */
function fitting(found: Readonly<Record<string, ParameterValue>>): Record<string, ParameterValue> {
  let left = MOST_CHARACTERS
  const entries = Object.entries(found).map(([key, value]): [string, ParameterValue] => {
    left -= key.length + String(value).length
    return [key, left < 0 && typeof value === 'string' && value.length > 100 ? '<it is too long to be told>' : value]
  })
  return Object.fromEntries(entries)
}

function collect(
  found: Record<string, ParameterValue>,
  config: object,
  before: string,
  within: readonly object[],
): void {
  let room = MOST_ENTRIES - Object.keys(found).length
  for (const [key, value] of entriesRead(config, () => {})) {
    if (room-- <= 0) return
    const name = labelOf(`${before}${key}`)
    if (!isNestedSafely(value)) {
      if (name !== '') found[name] = parameterOf(value)
    } else if (value === config || within.includes(value)) found[name] = '<it contains itself>'
    else if (within.length >= MOST_DEPTH) found[name] = '<it is nested too deep>'
    else {
      collect(found, value, `${before}${key}/`, [...within, config])
      room = MOST_ENTRIES - Object.keys(found).length
    }
  }
}

function isNestedSafely(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return isNested(value)
  } catch {
    return false
  }
}

function parameterOf(value: unknown): ParameterValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return textOf(value)
  for (const shown of [() => JSON.stringify(value), () => String(value)])
    try {
      const text: unknown = shown()
      if (typeof text === 'string') return textOf(text)
    } catch {
      continue // it contains itself, or does not show itself
    }
  return `<${typeof value}>`
}

/** A name that a line of a screen can show. */
export function labelOf(name: string): string {
  return name.toWellFormed().replace(CONTROLS, ' ').slice(0, MOST_NAME).trim()
}

/** A sentence that a terminal shows, and does not obey. */
export function lineOf(sentence: string): string {
  return sentence.replace(CONTROLS, ' ')
}

/** The same of a series, which keeps its blanks; null where nothing of it can be seen, or it is longer than a name. */
export function seriesName(key: string): string | null {
  const name = key.toWellFormed().replace(CONTROLS, ' ')
  return name.trim() === '' || name.length > MOST_NAME ? null : name
}

export function textOf(text: string): string {
  return text.toWellFormed().slice(0, MOST_TEXT)
}
