import { BOUNDS, type ParameterValue, type ParameterValues, type Report } from '#src/vocabulary/index.ts'
import { parametersOf } from './parameters.ts'
import type { Steering } from './steering.ts'

/** How often changes of config and what can be set are told, at most. */
const DESCRIBE_MS = 500
/** And those of the summary: ever less often, since all of it is kept, and read by whoever opens the run. */
const SUMMARY_MS = { first: 500, most: 60_000 }

/** What has changed of what a run says of itself. */
export interface Described {
  /** A Report of it; null where nothing has changed, or it was told a moment ago. `isLast`: it is told now or never. */
  changes(step: number, isLast?: boolean): Report | null
}

/** `begun`: what was said when it began. */
export function newDescribed(
  run: { readonly config: Record<string, unknown>; readonly summary: Record<string, unknown> },
  begun: ParameterValues,
  steering: Pick<Steering, 'described'>,
): Described {
  const told = { parameters: begun, summary: {} as ParameterValues }
  const next = { config: -Infinity, summary: -Infinity }
  let summaryMs = SUMMARY_MS.first
  return {
    changes(step, isLast = false) {
      const now = performance.now()
      if (now < next.config && !isLast) return null
      next.config = now + DESCRIBE_MS
      const more = steering.described()
      const parameters = first({ ...more.parameters, ...changed(told.parameters, parametersOf(run.config)) })
      const isSummary = now >= next.summary || isLast
      const summary = isSummary ? changed(told.summary, parametersOf(run.summary)) : {}
      told.parameters = { ...told.parameters, ...parameters }
      if (Object.keys(summary).length > 0) {
        told.summary = { ...told.summary, ...summary }
        summaryMs = Math.min(2 * summaryMs, SUMMARY_MS.most)
        next.summary = now + summaryMs
      }
      const description = {
        ...(Object.keys(parameters).length > 0 && { parameters }),
        ...(Object.keys(summary).length > 0 && { summary }),
        ...(more.settable !== undefined && { settable: more.settable }),
      }
      return Object.keys(description).length === 0 ? null : { type: 'described', step, ...description }
    },
  }
}

/** What is other than it was. */
function changed(before: ParameterValues, now: ParameterValues): Record<string, ParameterValue> {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => before[key] !== value))
}

/** As many as a hub takes at once. */
function first(values: ParameterValues): ParameterValues {
  return Object.fromEntries(Object.entries(values).slice(0, BOUNDS.entries))
}
