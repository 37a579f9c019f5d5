import { adaptive, cadenceText, every, perDecade, type Cadence, type Command } from '#src/vocabulary/index.ts'
import { isDetector } from './detection.ts'
import type { Meter } from './meter.ts'
import type { AttachedProbe } from './observers.ts'

/** What the budget asks for: a cheaper cadence for the most expensive probe, and the reason. */
export interface Stretch {
  readonly command: Extract<Command, { type: 'retune' }>
  readonly by: string
}

/** Nobody wants a probe that measures less often than this; then the budget is exceeded, and the meter shows it. */
const LONGEST = 100_000

/**
 * Keeps the probes' share of a run's time below a ceiling: the one whose measurements cost most measures half as often,
 * one probe an account. Null while the ceiling holds or nothing can be stretched any more: what a probe has to see at
 * every step costs the same at any cadence.
 */
export function stretchFor(
  share: number,
  meter: Meter,
  attached: Iterable<AttachedProbe>,
  step: number,
): Stretch | null {
  const live = [...attached].filter((standing) => standing.live && !isDetector(standing.probe))
  const msOf = (standing: AttachedProbe) => meter.msPerStep(standing, step)
  const all = live.reduce((sum, standing) => sum + msOf(standing), 0)
  if (all <= share * (all + meter.trainingMsPerStep)) return null
  const [best] = live
    .flatMap((standing) => {
      const cheaper = halved(standing.cadence)
      if (cheaper === null) return []
      return [
        { standing, cheaper, saved: msOf(standing) - meter.msPerStep({ ...standing, cadence: cheaper }, step, 2) },
      ]
    })
    .filter(({ saved }) => saved > 0)
    .sort((a, b) => b.saved - a.saved)
  if (best === undefined) return null
  const { id } = best.standing.probe
  const used = ((100 * all) / (all + meter.trainingMsPerStep)).toPrecision(2)
  return {
    command: { type: 'retune', probe: id, cadence: best.cheaper },
    by: `budget of ${+(100 * share).toPrecision(3)} % (probes took ${used} %, of which ${id}, ${cadenceText(best.standing.cadence)}, took most)`,
  }
}

function halved(cadence: Cadence): Cadence | null {
  if (cadence.kind === 'every') return cadence.steps * 2 > LONGEST ? null : every(cadence.steps * 2)
  if (cadence.kind === 'adaptive') {
    const { shortest, longest } = cadence
    return longest * 2 > LONGEST ? null : adaptive(shortest * 2, longest * 2)
  }
  return cadence.points < 2 ? null : perDecade(Math.floor(cadence.points / 2))
}
