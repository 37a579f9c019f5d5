import type { Probe } from '#probes/define.ts'
import type { Rhythm } from '#src/run-state/index.ts'
import { usageError, type Since } from '#src/vocabulary/index.ts'
import type { AttachedProbe } from './observers.ts'

/** From which step a probe is to have its curve. The clock's past is gone: no replay can read it. */
export function pastOf(probe: Probe, wanted: Since | undefined, step: number): { from: number; note?: string } {
  const readsClock = probe.needs.includes('clock')
  if (readsClock && wanted !== undefined && wanted !== 'now')
    throw usageError(
      `Probe '${probe.id}' reads the clock of the machine, which a replay cannot reproduce; attach it from now on`,
    )
  if (readsClock)
    return step === 0 ? { from: 0 } : { from: step, note: 'It reads the clock, so its past cannot be backfilled' }
  if (wanted === 'now') return { from: step }
  if (typeof wanted === 'number' && wanted > step)
    throw usageError(`Probe '${probe.id}' cannot begin at step ${wanted}: the run is at step ${step}`)
  return { from: typeof wanted === 'number' ? wanted : 0 }
}

/** Whether a value depends on what was seen or measured at earlier steps. */
export function isHistorical({ remembers, needs }: Pick<Probe, 'remembers' | 'needs'>): boolean {
  return remembers || needs.includes('series')
}

/** How often a probe measured and is to measure, over which steps. */
export function wantedOf({ wanted, since, cadence, live }: AttachedProbe): readonly Rhythm[] {
  return wanted ?? [{ from: since, to: Infinity, cadence, live, denser: false }]
}
