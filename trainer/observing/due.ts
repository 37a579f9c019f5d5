import type { Probe } from '#probes/define.ts'
import type { IsDueBy, Rhythm } from '#src/run-state/index.ts'
import {
  aspectOf,
  isDue,
  isDueOnCurve,
  type Cadence,
  type FollowedSeries,
  type KnownCurve,
} from '#src/vocabulary/index.ts'
import type { Histories } from './histories.ts'
import type { AttachedProbe } from './observers.ts'
import { wantedOf } from './past.ts'

/** What was measured, as far as an adaptive cadence asks for it. */
export interface Measured {
  readonly histories: Pick<Histories, 'seriesOf' | 'at'>
  /** The last step that is planned; left out where it is not known. */
  readonly lastStep?: number
}

/** Whether the run measures a probe at a step: by its cadence, or by another one that holds for a while. */
export function measuresAt(standing: AttachedProbe, step: number, measured: Measured): boolean {
  const { probe, cadence, spell } = standing
  if (spell !== null && step < spell.until && isDue(spell.cadence, step)) return true
  if (cadence.kind !== 'adaptive') return isDue(cadence, step)
  const present = wantedOf(standing).findLast(({ to, denser }) => to === Infinity && !denser)
  return isDueBy(probe, cadence, step, { since: present?.since ?? present?.from ?? standing.since, measured })
}

/** Whether a rhythm of a probe has a value at a step, where these were its values. */
export function dueByCurveOf(probe: Probe, measured: Measured): IsDueBy {
  return ({ cadence, from, since = from }: Rhythm, step) => isDueBy(probe, cadence, step, { since, measured })
}

function isDueBy(
  probe: Probe,
  cadence: Cadence,
  step: number,
  { since, measured }: { since: number; measured: Measured },
): boolean {
  if (cadence.kind !== 'adaptive') return isDue(cadence, step)
  const { histories, lastStep = null } = measured
  return isDueOnCurve(cadence, step, { from: since, last: lastStep, series: followedSeries(probe, histories) })
}

/** The values of a probe that say how fast it changes: of its headline, or of all its parts; not their errors and nulls. */
function followedSeries({ id, output }: Probe, histories: Measured['histories']): KnownCurve['series'] {
  const scale: FollowedSeries['scale'] =
    output.range !== null ? { span: output.range[1] - output.range[0] } : output.scale === 'log' ? 'log' : 'relative'
  const followed = histories.seriesOf(id).filter((name) => {
    const part = name === id ? null : name.slice(id.length + 1)
    return aspectOf(part).aspect === null && (output.headline === null || part === output.headline)
  })
  return followed.map((name) => ({ at: (step) => histories.at(name, step), scale }))
}
