import { BOUNDS, isTime, type ParameterValues, type Report } from '#src/vocabulary/index.ts'
import type { Said } from '#trainer/sources/index.ts'
import { settingsFrom } from './settings-from.ts'
import type { StoredRun } from './sink.ts'

/** What a log says of its run beside numbers, as far as it was read, and what of it is to be sent. */
export interface SaidSoFar {
  readonly all: Said
  /** Settings, or what the run came to, were said since they were sent. */
  readonly isNew: boolean
  readonly hasSettings: boolean
  add(row: Said): void
  /** The settings that are declared with the run: they count as sent. */
  declared(): ParameterValues
  /** What was not sent yet. */
  news(step: number): Report[]
  /** Settings came to its log since it was stored, and maybe no point. */
  saysOther(than: StoredRun['run']): boolean
}

/** `isSeries`: the last values of series are known from these. `told` hears what cannot be a setting. */
export function openSaid(isSeries: (key: string) => boolean, told: (why: string) => void): SaidSoFar {
  let all: Said = { type: 'said' }
  const config = Object.create(null) as Record<string, unknown>
  const summary = Object.create(null) as Record<string, unknown>
  let isNew = false
  let sentSettings = ''
  let sentSummary = ''

  function settings(): ParameterValues {
    const { settings, faults } = settingsFrom(config)
    for (const why of faults) told(why)
    return settings
  }

  /** What the run came to, besides the last values of its series. */
  function cameTo(): ParameterValues {
    const { settings } = settingsFrom(summary)
    return Object.fromEntries(Object.entries(settings).filter(([key, value]) => !isSeries(key) && isShort(value)))
  }

  return {
    get all() {
      return all
    },
    get isNew() {
      return isNew
    },
    get hasSettings() {
      return Object.keys(config).length > 0
    },
    add(row) {
      all = { ...all, ...inTime(row) }
      isNew ||= row.config !== undefined || row.summary !== undefined
      // Some say them anew with every line.
      Object.assign(config, row.config)
      Object.assign(summary, row.summary)
    },
    declared() {
      const declared = settings()
      sentSettings = JSON.stringify(declared)
      return declared
    },
    news(step) {
      isNew = false
      const [parameters, summary] = [settings(), cameTo()]
      const [settingsText, summaryText] = [JSON.stringify(parameters), JSON.stringify(summary)]
      const hasSettings = settingsText !== sentSettings && settingsText !== '{}'
      const hasSummary = summaryText !== sentSummary && summaryText !== '{}'
      ;[sentSettings, sentSummary] = [settingsText, summaryText]
      if (!hasSettings && !hasSummary) return []
      return [{ type: 'described', step, ...(hasSettings && { parameters }), ...(hasSummary && { summary }) }]
    },
    saysOther({ parameters, summary: before = {} }) {
      const differs = (now: ParameterValues, then: ParameterValues) =>
        Object.entries(now).some(([key, value]) => then[key] !== value)
      return differs(settingsFrom(config).settings, parameters) || differs(cameTo(), before)
    },
  }
}

/** What a log says, without times that no calendar has. */
function inTime({ startedAt, ended, ...said }: Said): Said {
  return {
    ...said,
    ...(isTime(startedAt) && { startedAt }),
    ...(ended !== undefined && { ended: { ...ended, at: isTime(ended.at) ? ended.at : null } }),
  }
}

/** A word or a number, and no list that fills a line. */
function isShort(value: string | number): boolean {
  return typeof value === 'number' || value.length <= BOUNDS.name
}
