import { isDueIn, isIn } from '#src/run-state/index.ts'
import type { Drift, LoggedCommand, Report } from '#src/vocabulary/index.ts'
import {
  attached,
  type AttachedProbe,
  dueByCurveOf,
  type Ground,
  type Instruments,
  isHistorical,
  measuresAt,
  NO_OBSERVERS,
  observed,
  type Observers,
  retuned,
} from '#trainer/observing/index.ts'
import type { KeptCheckpoints } from '#trainer/checkpoints/index.ts'
import type { Plan } from '#trainer/run/index.ts'
import { settingsAt, type System } from '#trainer/systems/index.ts'
import { openRetraining } from './retraining.ts'
import { openPieces } from './pieces.ts'
import { firstRead, isReadOnTheWay } from './read-on-the-way.ts'
import { readsWeightsOnly, type BackfillRequest } from './request.ts'

/** Where a replay takes place: the run once more, with a system and observers of its own. */
export interface Scene extends Omit<Ground, 'histories'>, Instruments {
  readonly plan: Plan
  readonly system: System
  readonly checkpoints: KeptCheckpoints | null
  /** Probes whose series the wanted ones read; what they say is not told. */
  readonly sources: readonly BackfillRequest[]
  /** Awaited behind every step: others are served, and the machine left to them. */
  readonly breathe: () => Promise<void>
}

/** Goes through a run's past for the sake of some probes. */
export interface Replay {
  /**
   * Up to a step, obeying what was commanded on the way; what was measured comes in pieces, about one a second. The log
   * holds all that took effect before the goal.
   */
  to(goal: number, log: readonly LoggedCommand[]): AsyncGenerator<Report[]>
  /** Updates that were made: 0 where checkpoints were enough. */
  readonly updates: number
  /** How far it was from the last checkpoint that it passed; null before the first. */
  readonly drift: Drift | null
}

/** Someone may be looking at the curve that grows. */
const PIECE_MS = 1000

export function openReplay(scene: Scene, requests: readonly BackfillRequest[]): Replay {
  const { plan, system, sources, breathe } = scene
  const retraining = openRetraining(system, plan, scene.checkpoints, breathe)
  const pieces = openPieces(requests, isWanted)
  const requestOf = new Map(requests.map((request) => [request.attach.probe, request]))
  let observers = [...sources, ...requests].reduce(standing, NO_OBSERVERS)
  /** A memory has to see every step, and a history every value. */
  const seesAll = ({ probe }: AttachedProbe) => isHistorical(probe) || !requestOf.has(probe.id)
  const everyStep = [...observers.attached.values()].some(seesAll)
  let next: number | null = null
  /** Retunings before this step are obeyed. */
  let tunedTo = 0

  function standing(before: Observers, { attach, since }: BackfillRequest): Observers {
    return { ...attached(before, { ...attach, from: 'now' }, since, scene).observers, reports: [] }
  }

  /** Whether a request is for this step, and may be fulfilled there: some want to cost no training. */
  function isWanted({ attach, gaps, past, beside }: BackfillRequest, step: number): boolean {
    const standing = observers.attached.get(attach.probe)
    if (!isIn(gaps, step) || standing === undefined) return false
    if (beside !== undefined && isDueIn(beside.except, step, dueByCurveOf(standing.probe, scene))) return false
    const kind = past === 'every' ? 'whole' : retraining.kindAt(step)
    return kind === 'whole' || (kind === 'weights' && readsWeightsOnly(standing.probe.needs, plan))
  }

  /** Whether a probe is to be measured for the sake of a request. */
  function measuresFor(request: BackfillRequest, standing: AttachedProbe, step: number): boolean {
    // No checkpoint is there at most steps at which a curve would be measured: those that are there say what can be said.
    const isDue = standing.cadence.kind === 'adaptive' && request.past === 'checkpoints'
    if (isWanted(request, step) && (isDue || measuresAt(standing, step, scene))) return true
    return isReadOnTheWay(request, standing, step, scene)
  }

  function firstVisit(log: readonly LoggedCommand[]): number {
    if (everyStep) return Math.min(...[...sources, ...requests].map(({ since }) => since))
    return Math.min(
      ...requests.map((request) => {
        const standing = observers.attached.get(request.attach.probe)
        return standing === undefined ? Infinity : firstRead(request, standing, log)
      }),
    )
  }

  /** Who has to see a step. */
  function seeing(step: number): AttachedProbe[] {
    return [...observers.attached.values()].filter((one) => {
      if (seesAll(one)) return one.since <= step
      const request = requestOf.get(one.probe.id)
      return request !== undefined && measuresFor(request, one, step)
    })
  }

  function look(step: number, inputs: System['inputs'], only: readonly AttachedProbe[]): void {
    const before = observers
    const looking = { ...before, attached: new Map(only.map((one) => [one.probe.id, one])) }
    const measures = (one: AttachedProbe) => !seesAll(one) || measuresAt(one, step, scene)
    const after = observed(looking, step, inputs, scene, measures)
    const left = [...before.attached].filter(([id]) => !looking.attached.has(id) || after.attached.has(id))
    observers = { ...after, attached: new Map(left), reports: [] }
    for (const report of after.reports) pieces.take(report, step)
  }

  /** A retuning takes effect behind the step at which it was asked for. */
  function retune(step: number, log: readonly LoggedCommand[]): void {
    for (const { step: at, command } of log) {
      if (command.type !== 'retune' || at < tunedTo || at >= step || !observers.attached.has(command.probe)) continue
      if (at <= (requestOf.get(command.probe)?.beside?.step ?? -1)) continue
      const tuned = retuned(observers, command, at, null, scene.histories).observers
      observers = { ...tuned, reports: [] }
      // A detector says at once what it would have said.
      for (const report of tuned.reports) if (report.type === 'marked') pieces.take(report, at)
    }
    tunedTo = step
  }

  async function visit(step: number, log: readonly LoggedCommand[]): Promise<void> {
    retune(step, log)
    const only = seeing(step)
    if (only.length === 0) return
    const isInFile = only.every((one) => !seesAll(one) && readsWeightsOnly(one.probe.needs, plan))
    const weights = isInFile ? retraining.weightsAt(step) : null
    if (weights !== null) {
      const settings = settingsAt(plan.parameters, log, step - 1)
      system.glimpse(weights, settings, (inputs) => look(step, inputs, only), step)
    } else {
      await retraining.to(step, log)
      look(step, system.inputs, only)
    }
    await breathe()
  }

  return {
    get updates() {
      return retraining.updates
    },
    get drift() {
      return retraining.drift
    },
    async *to(goal, log) {
      let toldAt = performance.now()
      retraining.refresh()
      next ??= firstVisit(log)
      for (; next <= goal; next += 1) {
        await visit(next, log)
        if (performance.now() - toldAt < PIECE_MS) continue
        toldAt = performance.now()
        yield pieces.piece(next, retraining.drift)
        retraining.refresh()
      }
      yield pieces.piece(goal, retraining.drift)
    },
  }
}
