import { cadenceText, every, perDecade, type Cadence, type Command } from '#src/vocabulary/index.ts'
import type { Meter } from './meter.ts'
import type { Standing } from './observers.ts'

/** What the budget asks for: a cheaper cadence for the most expensive probe, and the reason. */
export interface Stretch {
  readonly command: Extract<Command, { type: 'retune' }>
  readonly by: string
}

/** Nobody wants a probe that measures less often than this; then the budget is exceeded, and the meter shows it. */
const LONGEST = 100_000

/**
 * Keeps the probes' share of a run's time below a ceiling: the one that costs most measures half as often, one probe
 * an account. Null while the ceiling holds or nothing can be stretched any more.
 */
export function stretchFor(share: number, meter: Meter, attached: Iterable<Standing>, step: number): Stretch | null {
  const costs = [...attached]
    .filter(({ live }) => live)
    .map((standing) => ({ standing, ms: meter.msPerStep(standing, step) }))
    .sort((a, b) => b.ms - a.ms)
  const all = costs.reduce((sum, { ms }) => sum + ms, 0)
  if (all <= share * (all + meter.trainingMsPerStep)) return null
  const [dearest] = costs.filter(({ standing, ms }) => ms > 0 && halved(standing.cadence) !== null)
  if (dearest === undefined) return null
  const { probe, cadence } = dearest.standing
  const cheaper = halved(cadence) as Cadence
  const used = ((100 * all) / (all + meter.trainingMsPerStep)).toPrecision(2)
  return {
    command: { type: 'retune', probe: probe.id, cadence: cheaper },
    by: `budget of ${+(100 * share).toPrecision(3)} % (probes took ${used} %, ${probe.id} ${cadenceText(cadence)} most)`,
  }
}

function halved(cadence: Cadence): Cadence | null {
  if (cadence.kind === 'every') return cadence.steps * 2 > LONGEST ? null : every(cadence.steps * 2)
  return cadence.points < 2 ? null : perDecade(Math.floor(cadence.points / 2))
}
