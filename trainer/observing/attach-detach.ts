import { probeWithId, type Probe } from '#probes/define.ts'
import { endedAt, gapsOf, joinedRhythms, retimed, withStretch } from '#src/run-state/index.ts'
import { usageError, type Attach, type Command, type Report } from '#src/vocabulary/index.ts'
import { attachmentOf, checkedCadence, checkedOptions, type Offer } from './attachment.ts'
import { denser } from './denser-past.ts'
import { isDetector } from './detection.ts'
import type { Histories } from './histories.ts'
import { isHistorical, pastOf, wantedOf } from './past.ts'
import type { Observers, AttachedProbe } from './observers.ts'
import { otherwise, watching } from './watch.ts'

/** What a change of the attached probes says to whoever asked for it. */
export interface Changed {
  readonly observers: Observers
  readonly note?: string
}

/** Where probes are attached: which there are, and what the run has for them. */
export interface Ground {
  readonly experiment: Offer
  readonly probes: readonly Probe[]
  /** Whether it is a replay, for which no step of the run waits. */
  readonly isReplay?: boolean
  /** What was measured so far, for detectors that join late; left out where nothing was. */
  readonly histories?: Histories
}

/** A probe joins at a step. What of its past is wanted and not there is for a replay to fill in. */
export function attached(observers: Observers, wanted: Attach, step: number, ground: Ground): Changed {
  const { experiment, probes, isReplay = wanted.to !== undefined } = ground
  const attachment = attachmentOf(experiment, probes, wanted, isReplay)
  const { cadence, options, probe } = attachment
  const { id } = probe
  const twin = twinOf(probe, observers.attached.keys(), probes)
  if (isDetector(probe)) return watching(observers, { ...attachment, probe }, wanted, step, ground)
  if (twin !== null) return denser(observers, attachedProbe(observers, twin), wanted, step)
  if (wanted.to !== undefined)
    throw usageError(
      `Probe '${id}' is not attached; attach it first, and then a stretch of its past can be measured again`,
    )
  const { from, note } = pastOf(probe, wanted.from, step)
  const covered = observers.covered.get(id) ?? []
  // What it remembers begins again, also where it was attached before: a past that it has to know comes from a replay.
  const live = from === step || !isHistorical(probe)
  const isMissing = !live || gapsOf(covered, from, step - 1).length > 0
  const gaps = gapsOf(covered, from, live ? step - 1 : Infinity)
  const rhythms = joinedRhythms({ step, since: from, cadence, live }, gaps)
  const isAdaptive = cadence.kind === 'adaptive'
  const standing: AttachedProbe = {
    ...attachment,
    since: from,
    live,
    spell: null,
    ...(isAdaptive && { wanted: rhythms }),
  }
  const past = isMissing ? { from, past: wanted.past ?? 'every', ...(!live && { live }) } : { from: null }
  return {
    observers: {
      ...observers,
      attached: new Map(observers.attached).set(id, standing),
      memories: new Map(observers.memories).set(id, probe.memory?.initial),
      covered: live
        ? new Map(observers.covered).set(id, withStretch(covered, { from: step, to: Infinity }))
        : observers.covered,
      reports: [{ type: 'attached', probe: id, step, cadence, options, ...past }],
    },
    ...(note === undefined ? {} : { note }),
  }
}

/** The id under which a probe is attached: its own or, in an older run, the one that it had; null where it is not. */
function twinOf(probe: Probe, attachedIds: Iterable<string>, probes: readonly Probe[]): string | null {
  const isSame = (id: string) =>
    id === probe.id || (probe.formerly !== undefined && probeWithId(probes, id)?.formerly === probe.formerly)
  return [...attachedIds].find(isSame) ?? null
}

/** A probe leaves, after what it measured at this step. */
export function detached(observers: Observers, probe: string, step: number): Changed {
  attachedProbe(observers, probe)
  return { observers: withoutProbe(observers, probe, step, { type: 'detached', probe, step }) }
}

/** A probe that threw leaves before this step. */
export function failed(observers: Observers, probe: string, step: number, why: string): Observers {
  return withoutProbe(observers, probe, step - 1, { type: 'failed', probe, step, why })
}

/** An attached probe measures by another cadence or with other options from now on, or by another cadence for a while. */
export function retuned(
  observers: Observers,
  { probe: id, cadence, options, steps }: Omit<Extract<Command, { type: 'retune' }>, 'type'>,
  step: number,
  why: string | null,
  histories?: Histories,
): Changed {
  const standing = attachedProbe(observers, id)
  const { probe } = standing
  if (cadence === undefined && options === undefined)
    throw usageError(`Nothing to change for probe '${id}': give a cadence or options`)
  if (steps !== undefined && (cadence === undefined || options !== undefined))
    throw usageError(`Options cannot be changed for a limited number of steps, only the cadence can`)
  if (steps !== undefined && cadence?.kind === 'adaptive')
    throw usageError(
      'An adaptive cadence holds for good; for a number of steps give one that does not follow the curve',
    )
  if (isDetector(probe) && cadence !== undefined) checkedCadence(probe, cadence)
  if (isDetector(probe)) return otherwise(observers, { ...standing, probe }, options ?? {}, step, why, histories)
  const until = steps === undefined ? null : step + steps
  const next: AttachedProbe = {
    ...standing,
    options: options === undefined ? standing.options : checkedOptions(probe, { ...standing.options, ...options }),
    ...(cadence === undefined
      ? {}
      : steps === undefined
        ? { cadence: checkedCadence(probe, cadence) }
        : { spell: { cadence: checkedCadence(probe, cadence), until: step + steps } }),
    ...(cadence !== undefined && {
      wanted: retimed(wantedOf(standing), { step, cadence, until, live: standing.live }),
    }),
  }
  const report: Report = {
    type: 'retuned',
    probe: id,
    step,
    cadence: cadence ?? next.cadence,
    options: next.options,
    until,
    why,
  }
  return {
    observers: { ...observers, attached: new Map(observers.attached).set(id, next), reports: [report] },
  }
}

function attachedProbe({ attached: all }: Observers, probe: string): AttachedProbe {
  const standing = all.get(probe)
  if (standing === undefined) throw usageError(`Probe '${probe}' is not attached`)
  return standing
}

function withoutProbe(observers: Observers, probe: string, last: number, report: Report): Observers {
  const gone = new Map(observers.attached)
  gone.delete(probe)
  const covered = observers.covered.get(probe)
  return {
    ...observers,
    attached: gone,
    ...(covered !== undefined && { covered: new Map(observers.covered).set(probe, endedAt(covered, last)) }),
    reports: [report],
  }
}
