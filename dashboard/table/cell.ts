import { agoText, durationText, type RunSummary, type RunValue } from '#src/vocabulary/index.ts'
import { knownPace } from '#dashboard/series/pace.ts'
import { countText, valueText } from '#dashboard/text/format.ts'
import type { Column } from './columns.ts'

/** What a cell of words says; the cells that draw something are parts of their own. */
export function cellText(
  column: Column,
  { run, lastReportAt, ...summary }: RunSummary,
  value: RunValue,
  now: number,
): string {
  switch (column.id) {
    case 'experiment':
      return run.experiment
    case 'tags':
      return summary.tags.join(', ')
    case 'note':
      return summary.note ?? ''
    case 'host':
      return run.host
    case 'group':
      return run.group ?? ''
    case 'started':
      return run.startedAt === 0 ? '–' : agoText(run.startedAt, now)
    case 'last':
      return lastReportAt === 0 ? '–' : agoText(lastReportAt, now)
    case 'duration': {
      const until = summary.endedAt ?? lastReportAt
      return run.startedAt === 0 || until < run.startedAt || isWithoutTimes(run, until)
        ? '–'
        : durationText((until - run.startedAt) / 1000)
    }
    case 'ms-per-step': {
      const pace = paceOf({ run, lastReportAt, ...summary })
      return pace === null ? '–' : pace < 1e5 ? `${pace.toFixed(1)} ms` : `${countText(Math.round(pace / 1000))} s`
    }
    default:
      return runValueText(column.setting === undefined ? value : (run.parameters[column.setting] ?? null))
  }
}

/** Characters of a number that is shown as it is: a setting is one that somebody wrote. */
const WRITTEN = 7

/** A value as a table has it: a number that is short, such as a step or a setting, has all its digits and no other. */
export function runValueText(value: RunValue): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  if (Number.isSafeInteger(value)) return countText(value).replace('-', '−')
  return String(value).length <= WRITTEN ? String(value).replace('-', '−') : valueText(value)
}

/** An imported run whose log has no times begins when it ends: how long it took is not known. */
function isWithoutTimes({ client, startedAt }: RunSummary['run'], endedAt: number): boolean {
  return client?.name === 'import' && endedAt <= startedAt
}

/**
 * Until a run has ended and says it itself: all its time over all the steps that it trained; a branch has those before from its parent. The
 * Reports of an imported run tell when it was imported, and nothing of its pace.
 */
function paceOf({ run, step, msPerStep, lastReportAt }: RunSummary): number | null {
  if (run.client?.name === 'import') return knownPace(msPerStep)
  const trained = step - (run.parent?.step ?? 0)
  return (
    knownPace(msPerStep) ??
    knownPace(trained > 0 && run.startedAt > 0 ? (lastReportAt - run.startedAt) / trained : null)
  )
}
