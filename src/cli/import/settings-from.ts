import { BOUNDS, isLabel, quoted, type ParameterValue, type ParameterValues } from '#src/vocabulary/index.ts'
import { flat } from '#trainer/sources/index.ts'

/** Of all settings of a run, with room for those that a log adds later. */
const MOST_CHARACTERS = BOUNDS.settingsCharacters / 2
/** And a name with its word or number, for which there is always room: there are at most a thousand. */
const SHORT = 400

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
  let room = MOST_CHARACTERS
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
    else {
      const [said, fault] = shortened(setting, key)
      const size = key.length + String(said).length
      if (size > SHORT && size > room)
        faults.push(`expected settings of at most ${MOST_CHARACTERS} characters; the long ${quoted(key)} is left out`)
      else {
        settings[key] = said
        room -= size
        if (fault !== null) faults.push(fault)
      }
    }
  }
  return { settings, faults }
}

function shortened(setting: ParameterValue, key: string): [ParameterValue, string | null] {
  if (typeof setting !== 'string' || setting.length <= BOUNDS.text) return [setting, null]
  return [`${setting.slice(0, BOUNDS.text - 1)}…`, `setting '${key}' is cut to ${BOUNDS.text} characters`]
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
