import { BOUNDS, isLabel, quoted, type ParameterValue, type ParameterValues } from '#src/vocabulary/index.ts'
import { flat } from '#trainer/sources/index.ts'

/** Settings as a run has them, and what of a config could not be one. */
export interface SettingsRead {
  readonly settings: ParameterValues
  readonly faults: readonly string[]
}

/**
 * The config of another program as settings: keys of nested records are joined, numbers and words stay, what is neither is a word: true,
 * false and null, a list as JSON, a number that is not finite as it is called.
 */
export function settingsFrom(config: Readonly<Record<string, unknown>>): SettingsRead {
  const settings: Record<string, ParameterValue> = {}
  const faults: string[] = []
  let count = 0
  for (const [key, value] of flat(config)) {
    if (count++ === BOUNDS.entries) {
      faults.push(`expected at most ${BOUNDS.entries} settings; those behind ${quoted(key)} are left out`)
      break
    }
    const setting = settingFrom(value)
    if (setting === null) faults.push('expected a setting of few lists and records in each other; it is left out')
    else if (!isLabel(key) || key === '__proto__')
      faults.push(
        `expected the name of a setting, at most ${BOUNDS.name} characters without control characters; it is left out`,
      )
    else if (typeof setting === 'string' && setting.length > BOUNDS.text) {
      settings[key] = `${setting.slice(0, BOUNDS.text - 1)}…`
      faults.push(`setting '${key}' is cut to ${BOUNDS.text} characters`)
    } else settings[key] = setting
  }
  return { settings, faults }
}

/** Null where it is so deep that it cannot be written. */
function settingFrom(value: unknown): ParameterValue | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    return JSON.stringify(value)
  } catch {
    return null
  }
}
