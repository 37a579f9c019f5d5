import { denserRhythm, firstMissing, retimed } from '#src/run-state/index.ts'
import { usageError, type Attach, type Report } from '#src/vocabulary/index.ts'
import { checkedCadence, checkedOptions } from './attachment.ts'
import type { Changed } from './attach-detach.ts'
import type { AttachedProbe, Observers } from './observers.ts'
import { isHistorical, pastOf, wantedOf } from './past.ts'

/**
 * A probe that is attached is wanted more often, or from an earlier step on: it measures so from now on, and of its past a
 * replay measures what is missing. Where only a stretch is wanted it goes on as it was. A usage error where nothing is missing,
 * or where that is not what was asked for.
 */
export function denser(observers: Observers, standing: AttachedProbe, wanted: Attach, step: number): Changed {
  const { probe, options, since, live } = standing
  const attached = `Probe '${probe.id}' is attached already`
  const mend = 'detach it first, or retune it to change how it measures'
  const isStretch = wanted.to !== undefined
  const asksForMore = wanted.from !== 'now' && (wanted.from !== undefined || wanted.cadence !== undefined)
  if (!asksForMore) throw usageError(`${attached}; ${mend}`)
  const asked = checkedOptions(probe, { ...options, ...wanted.options })
  if (JSON.stringify(asked) !== JSON.stringify(options)) throw usageError(`${attached}, with other options; ${mend}`)
  const cadence = checkedCadence(probe, wanted.cadence ?? standing.cadence, isStretch)
  const { from } = pastOf(probe, wanted.from, step)
  const to = Math.min(wanted.to ?? step, step)
  if (to < from) throw usageError(`The stretch of steps to measure again ends at ${to}, before it begins at ${from}`)
  if (isHistorical(probe) && from < since)
    throw usageError(
      `${attached}, and remembers from step ${since} on: it cannot begin earlier; name that step, or ${mend}`,
    )
  const before = wantedOf(standing)
  if (firstMissing(before, cadence, { from, to }) === null)
    throw usageError(
      isStretch
        ? `Probe '${probe.id}' has been measured so at steps ${from} to ${to} already, or is going to be`
        : `${attached}, and measures so from step ${from} on; ${mend}`,
    )
  const past = wanted.past ?? 'every'
  const missing = denserRhythm({ from, to }, cadence, since)
  const next: AttachedProbe = isStretch
    ? { ...standing, wanted: [...before, missing] }
    : { ...standing, cadence, wanted: [...retimed(before, { step, cadence, until: null, live }), missing] }
  const report: Report = {
    type: 'retuned',
    probe: probe.id,
    step,
    cadence,
    options,
    until: null,
    why: null,
    from,
    ...(isStretch && { to }),
    past,
  }
  return {
    observers: { ...observers, attached: new Map(observers.attached).set(probe.id, next), reports: [report] },
    note: isStretch
      ? `What of steps ${from} to ${to} is missing at this cadence is measured by a replay; it goes on measuring as before`
      : `It was attached already: what of its past is missing at this cadence is measured from step ${from} on, and it goes on so`,
  }
}
