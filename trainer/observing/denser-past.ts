import { firstMissing, retimed } from '#src/run-state/index.ts'
import { usageError, type Attach } from '#src/vocabulary/index.ts'
import { checkedCadence, checkedOptions } from './attachment.ts'
import type { Changed } from './attach-detach.ts'
import type { AttachedProbe, Observers } from './observers.ts'
import { isHistorical, pastOf, wantedOf } from './past.ts'

/**
 * A probe that is attached is wanted more often, or from an earlier step on: it measures so from now on, and of its past a
 * replay measures what is missing. A usage error where nothing is, or where that is not what was asked for.
 */
export function denser(observers: Observers, standing: AttachedProbe, wanted: Attach, step: number): Changed {
  const { probe, options, since, live } = standing
  const attached = `Probe '${probe.id}' is attached already`
  const mend = 'detach it first, or retune it to change how it measures'
  const asksForMore = wanted.from !== 'now' && (wanted.from !== undefined || wanted.cadence !== undefined)
  if (!asksForMore) throw usageError(`${attached}; ${mend}`)
  const asked = checkedOptions(probe, { ...options, ...wanted.options })
  if (JSON.stringify(asked) !== JSON.stringify(options)) throw usageError(`${attached}, with other options; ${mend}`)
  const cadence = checkedCadence(probe, wanted.cadence ?? standing.cadence)
  const { from } = pastOf(probe, wanted.from, step)
  if (isHistorical(probe) && from < since)
    throw usageError(
      `${attached}, and remembers from step ${since} on: it cannot begin earlier; name that step, or ${mend}`,
    )
  const before = wantedOf(standing)
  if (firstMissing(before, cadence, { from, to: step }) === null)
    throw usageError(`${attached}, and measures so from step ${from} on; ${mend}`)
  const past = wanted.past ?? 'every'
  const next: AttachedProbe = {
    ...standing,
    cadence,
    wanted: [
      ...retimed(before, { step, cadence, until: null, live }),
      { from, to: step, cadence, live: false, denser: true },
    ],
  }
  return {
    observers: {
      ...observers,
      attached: new Map(observers.attached).set(probe.id, next),
      reports: [{ type: 'retuned', probe: probe.id, step, cadence, options, until: null, why: null, from, past }],
    },
    note: `It was attached already: what of its past is missing at this cadence is measured from step ${from} on, and it goes on so`,
  }
}
