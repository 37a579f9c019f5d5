import { machineSeries, seriesName, type Cadence, type Column, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { OwnWork } from '#trainer/systems/index.ts'
import type { Machine } from './machine.ts'
import { columnOf } from './measure-probe.ts'
import type { AttachedProbe } from './observers.ts'

/** What attached probes cost a run, by the clock: shown and budgeted, and in no number of the run itself. */
export interface Meter {
  /** Does the work and counts its time: to the evaluations of a probe, or to what it does at every step. */
  timed<T>(probe: string, what: 'evaluation' | 'step', work: () => T): T
  /**
   * Milliseconds a step that a probe takes with its cadence at this step; 0 before its first evaluation. `sparser`: how many
   * times as rarely as of late an adaptive one would measure.
   */
  msPerStep(standing: Pick<AttachedProbe, 'probe' | 'cadence' | 'spell'>, step: number, sparser?: number): number
  /** Milliseconds a step of forward, backward and update, between the last two accounts. */
  readonly trainingMsPerStep: number
  /** Whether it is time for an account, which this then is: at most once a second, and after at least one update. */
  isDue(ownWork: OwnWork): boolean
}

/** An old evaluation counts half as much as the next one. */
const MEMORY = 0.5
const ACCOUNT_MS = 1000

export function openMeter(now: () => number = () => performance.now()): Meter {
  const costs = new Map<string, { evaluation: number; step: number }>()
  /** How often each was evaluated since the last account, and how often a step it was in the time before that. */
  let evaluations = new Map<string, number>()
  let rates = new Map<string, number>()
  let reported = { at: now(), ms: 0, updates: 0 }
  let trainingMsPerStep = 0
  return {
    timed(probe, what, work) {
      const start = now()
      const result = work()
      const ms = now() - start
      const before = costs.get(probe) ?? { evaluation: 0, step: 0 }
      const mean = before[what] === 0 ? ms : MEMORY * before[what] + (1 - MEMORY) * ms
      costs.set(probe, { ...before, [what]: mean })
      if (what === 'evaluation') evaluations.set(probe, (evaluations.get(probe) ?? 0) + 1)
      return result
    },
    msPerStep({ probe, cadence, spell }, step, sparser = 1) {
      const { evaluation, step: eachStep } = costs.get(probe.id) ?? { evaluation: 0, step: 0 }
      const rate = (rates.get(probe.id) ?? 1) / sparser
      const densest = spell !== null && step < spell.until ? evaluationsPerStep(spell.cadence, step, rate) : 0
      return eachStep + evaluation * Math.max(evaluationsPerStep(cadence, step, rate), densest)
    },
    get trainingMsPerStep() {
      return trainingMsPerStep
    },
    isDue({ ms, updates }) {
      const at = now()
      if (at - reported.at < ACCOUNT_MS || updates <= reported.updates) return false
      const steps = updates - reported.updates
      trainingMsPerStep = (ms - reported.ms) / steps
      rates = new Map([...evaluations].map(([probe, count]) => [probe, count / steps]))
      evaluations = new Map()
      reported = { at, ms, updates }
      return true
    },
  }
}

/**
 * The share of a step's time that a cadence takes of an evaluation: one in n, or the density of points on a log axis; of an
 * adaptive one as often as it was of late, within what it may be.
 */
function evaluationsPerStep(cadence: Cadence, step: number, lately: number): number {
  if (cadence.kind === 'every') return 1 / cadence.steps
  if (cadence.kind === 'adaptive') return Math.min(1 / cadence.shortest, Math.max(1 / cadence.longest, lately))
  return Math.min(1, cadence.points / (Math.LN10 * Math.max(1, step)))
}

/** A series of an account, and its value. */
interface Entry {
  readonly declaration: SeriesDeclaration
  readonly column: Column
}

/** `cost/<probe>` and `cost/training`, milliseconds a step. */
export function accountOf(meter: Meter, attached: Iterable<AttachedProbe>, step: number): Entry[] {
  const costs = [...attached].map((standing) => [standing.probe.id, meter.msPerStep(standing, step)] as const)
  return [['training', meter.trainingMsPerStep] as const, ...costs].map(([part, ms]) => {
    const series = seriesName('cost', part)
    return {
      declaration: {
        name: series,
        probe: 'cost',
        part,
        kind: 'scalar',
        group: 'time',
        unit: 'ms',
        scale: 'linear',
        range: null,
      },
      column: columnOf(series, step, ms),
    }
  })
}

/** What the machine did since the last account. */
export function machineAccount(machine: Machine, { updates }: OwnWork, step: number): Entry[] {
  return machine.read(updates).map(([probe, value]) => {
    const declaration = machineSeries(probe)
    return { declaration, column: columnOf(declaration.name, step, value) }
  })
}
