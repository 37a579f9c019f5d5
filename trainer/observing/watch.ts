import { withStretch } from '#src/run-state/index.ts'
import { usageError, type Attach, type OptionValues, type Report } from '#src/vocabulary/index.ts'
import { attachmentOf, checkedOptions, type Attachment } from './attachment.ts'
import type { Changed, Ground } from './attach-detach.ts'
import { behindThePast, hasItsSeries, isDetector, isRemembered, markedAt, unmoved, type Detector } from './detection.ts'
import { openHistories, type Histories } from './histories.ts'
import type { AttachedProbe, Observers } from './observers.ts'
import { pastOf } from './past.ts'

type AttachedDetector = AttachedProbe & { readonly probe: Detector }

/**
 * A detector joins at a step. It sees at once what its series have been, and says what it would have said; where that is not remembered here, since
 * a replay measured it or is about to, the replay shows it to the detector, now and as the run goes on.
 */
export function watching(
  observers: Observers,
  attachment: Attachment & { readonly probe: Detector },
  wanted: Attach,
  step: number,
  { histories = openHistories() }: Ground,
): Changed {
  const { probe } = attachment
  if (observers.attached.has(probe.id))
    throw usageError(
      `Detector '${probe.id}' is attached already; detach it first, or retune it to change what it watches and how`,
    )
  if (wanted.to !== undefined)
    throw usageError(`Detector '${probe.id}' sees every point of its series; it has no stretch to be measured again`)
  const { from } = pastOf(probe, wanted.from, step)
  if (isRemembered(attachment, { from, to: step }, observers, histories))
    return {
      observers: joined(observers, attachment, from, step, histories),
      ...(from < step && { note: `It has seen what its series were from step ${from} on` }),
    }
  const { cadence, options } = attachment
  const standing: AttachedProbe = { ...attachment, since: from, live: false, spell: null }
  return {
    observers: {
      ...observers,
      attached: new Map(observers.attached).set(probe.id, standing),
      memories: new Map(observers.memories).set(probe.id, unmoved(probe, options)),
      reports: [
        { type: 'attached', probe: probe.id, step, cadence, options, from, past: wanted.past ?? 'every', live: false },
      ],
    },
    note: 'The past of what it watches comes of a replay, which goes along with the run and says what the detector sees; breakpoints do not hear of it',
  }
}

/** A detector that is attached watches something else, or in another way: it sees all that it has seen once more. */
export function otherwise(
  observers: Observers,
  standing: AttachedDetector,
  changed: OptionValues,
  step: number,
  why: string | null,
  histories: Histories = openHistories(),
): Changed {
  const { probe, cadence, since, live } = standing
  const options = checkedOptions(probe, { ...standing.options, ...changed })
  const next: AttachedDetector = { ...standing, options }
  if (live && !isRemembered(next, { from: since, to: step }, observers, histories))
    throw usageError(
      `Detector '${probe.id}' cannot see again here what it saw; detach it, and attach it with these options: a replay then shows it to it`,
    )
  const { memory, marks } = live
    ? behindThePast(next, { from: since, to: step }, histories)
    : { memory: unmoved(probe, options), marks: [] }
  const report: Report = { type: 'retuned', probe: probe.id, step, cadence, options, until: null, why }
  return {
    observers: {
      ...observers,
      attached: new Map(observers.attached).set(probe.id, next),
      memories: new Map(observers.memories).set(probe.id, memory),
      reports: [report, ...markedAt(step, marks)],
    },
  }
}

/**
 * The detectors that watch every run unasked join as soon as all their series are measured, each once in a run. They see what the run
 * itself measured, and start no replay.
 */
export function withUnasked(
  observers: Observers,
  step: number,
  { unasked = [], probes, experiment, histories = openHistories() }: Ground & { readonly unasked?: readonly string[] },
): Observers {
  return unasked.reduce((before, id) => {
    if (before.attached.has(id) || before.covered.has(id)) return before
    const probe = probes.find((one) => one.id === id)
    if (probe === undefined || !isDetector(probe)) return before
    const attachment = { ...attachmentOf(experiment, probes, { probe: id }), probe }
    if (!hasItsSeries(attachment, before.attached)) return before
    const after = joined(before, attachment, 0, step, histories)
    return { ...after, reports: [...before.reports, ...after.reports] }
  }, observers)
}

/** The detector is at work from here on, behind all that the run measured. */
function joined(
  observers: Observers,
  attachment: Attachment & { readonly probe: Detector },
  from: number,
  step: number,
  histories: Histories,
): Observers {
  const { probe, cadence, options } = attachment
  const { id } = probe
  const { memory, marks } = behindThePast(attachment, { from, to: step }, histories)
  const hasPast = from < step
  // Said first, so that nobody takes its past for missing.
  const seen: Report[] = hasPast ? [{ type: 'filled', probe: id, from, to: step - 1, goal: step - 1, columns: [] }] : []
  return {
    ...observers,
    attached: new Map(observers.attached).set(id, { ...attachment, since: from, live: true, spell: null }),
    memories: new Map(observers.memories).set(id, memory),
    covered: new Map(observers.covered).set(
      id,
      withStretch(observers.covered.get(id) ?? [], { from: step, to: Infinity }),
    ),
    reports: [
      ...seen,
      { type: 'attached', probe: id, step, cadence, options, from: hasPast ? from : null },
      ...markedAt(step, marks),
    ],
  }
}
