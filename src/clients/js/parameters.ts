import type { ParameterValue } from '#src/vocabulary/experiment.ts'
import { isNested } from './values.ts'

/** Entries that one run may have, and characters of a text (src/vocabulary/bounds.ts). */
const MOST_ENTRIES = 1024
const MOST_TEXT = 8192
const MOST_NAME = 256

/** A config as the parameters of a run: nested names joined by `/`, numbers and words, lists as their JSON. */
export function parametersOf(config: Readonly<Record<string, unknown>>): Record<string, ParameterValue> {
  return Object.fromEntries(entriesOf(config, '').slice(0, MOST_ENTRIES))
}

function entriesOf(config: Readonly<Record<string, unknown>>, before: string): [string, ParameterValue][] {
  return Object.entries(config).flatMap(([key, value]) => {
    if (isNested(value)) return entriesOf(value, `${before}${key}/`)
    const name = labelOf(`${before}${key}`)
    return name === '' ? [] : [[name, parameterOf(value)]]
  })
}

function parameterOf(value: unknown): ParameterValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return textOf(value)
  try {
    return textOf(JSON.stringify(value) ?? String(value))
  } catch {
    return textOf(String(value))
  }
}

/** A name that a line of a screen can show. */
export function labelOf(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .slice(0, MOST_NAME)
    .trim()
}

export function textOf(text: string): string {
  return text.toWellFormed().slice(0, MOST_TEXT)
}
