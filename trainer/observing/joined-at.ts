import { watchedBy } from '#probes/detectors/fold.ts'
import type { Inputs } from '#probes/inputs.ts'
import { isIn } from '#src/run-state/index.ts'
import { usageError, type Command } from '#src/vocabulary/index.ts'
import { attached, type Changed, type Ground } from './attach-detach.ts'
import { isDetector } from './detection.ts'
import { measuresAt } from './due.ts'
import { seen, type Instruments } from './measure-step.ts'
import type { AttachedProbe, Observers } from './observers.ts'

/** A step, and what can be read of it. */
interface Place {
  readonly step: number
  readonly inputs: Partial<Inputs>
}

/** Who joins at a step that has been observed. */
export function joinedAt(
  observers: Observers,
  command: Extract<Command, { type: 'attach' }>,
  { step, inputs }: Place,
  setting: Ground & Instruments,
): Changed {
  const changed = attached(observers, command, step, setting)
  const standing = changed.observers.attached.get(command.probe)
  const wasThere = changed.observers.reports.some(({ type }) => type === 'retuned')
  // A detector has seen the step as it joined.
  if (standing === undefined || !standing.live || wasThere || isDetector(standing.probe)) return changed
  // It sees the step too, and measures it unless it did before it was detached.
  const isNew = !isIn(observers.covered.get(command.probe) ?? [], step)
  const measures = isNew && measuresAt(standing, step, setting)
  const joined = seen(changed.observers, standing, step, inputs, setting, measures)
  if (!joined.attached.has(command.probe)) throw usageError(whyGone(joined))
  return { ...changed, observers: measures ? shownTo(joined, command.probe, step, inputs, setting) : joined }
}

/** Detectors that watch a probe see what it measured late, at a step that they had seen. */
function shownTo(
  observers: Observers,
  probe: string,
  step: number,
  inputs: Place['inputs'],
  setting: Ground & Instruments,
): Observers {
  const isWatching = ({ live, ...standing }: AttachedProbe) =>
    live &&
    isDetector(standing.probe) &&
    watchedBy(standing.probe, standing.options).some(({ series }) => series.split('/')[0] === probe)
  const watching = [...observers.attached.values()].filter(isWatching)
  return watching.reduce((known, standing) => seen(known, standing, step, inputs, setting, true), observers)
}

function whyGone({ reports }: Observers): string {
  const failure = reports.find((report) => report.type === 'failed')
  return failure === undefined
    ? 'The probe failed at its first measurement'
    : `Probe '${failure.probe}' failed: ${failure.why}`
}
