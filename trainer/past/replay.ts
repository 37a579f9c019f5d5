import type { LoggedCommand, Report } from '#src/vocabulary/index.ts'
import { attached, type Ground } from '#trainer/attaching.ts'
import { joinedColumns } from '#trainer/batch.ts'
import { checkpointFiles, type CheckpointKind } from '#trainer/checkpoints/files.ts'
import type { KeptCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import { followSettings } from '#trainer/helm.ts'
import { breather } from '#trainer/loop.ts'
import { observed, type Instruments } from '#trainer/measuring.ts'
import { measuresAt, NO_OBSERVERS, type Observers, type Standing } from '#trainer/observers.ts'
import type { WeightsByLayer } from '#trainer/models/model.ts'
import type { Plan } from '#trainer/plan.ts'
import type { Training } from '#trainer/training.ts'
import { goalOf, isIn, readsWeightsOnly, type Wish } from './wish.ts'

/** Where a replay takes place: the run once more, with a training and observers of its own. */
export interface Scene extends Ground, Instruments {
  readonly plan: Plan
  readonly training: Training
  readonly checkpoints: KeptCheckpoints | null
  /** Probes whose series the wanted ones read; what they say is not told. */
  readonly sources: readonly Wish[]
}

/** Goes through a run's past for the sake of some probes. */
export interface Replay {
  /** Up to a step, obeying what was commanded on the way; what was measured comes in pieces, about one a second. */
  to(goal: number, log: readonly LoggedCommand[]): AsyncGenerator<Report[]>
  /** Updates that were made: 0 where checkpoints were enough. */
  readonly updates: number
}

/** Someone may be looking at the curve that grows. */
const PIECE_MS = 1000

export function openReplay(scene: Scene, wishes: readonly Wish[]): Replay {
  const { training, checkpoints, plan } = scene
  const standing = (observers: Observers, { attach, since }: Wish): Observers => ({
    ...attached(observers, { ...attach, from: 'now' }, since, scene).observers,
    reports: [],
  })
  let observers = [...scene.sources, ...wishes].reduce(standing, NO_OBSERVERS)
  const isHistorical = (probe: string) => {
    const { remembers, needs } = observers.attached.get(probe)!.probe
    return remembers || needs.includes('series')
  }
  const all = wishes.map((wish) => ({
    ...wish,
    probe: wish.attach.probe,
    told: wish.since - 1,
    pieces: [] as Report[],
  }))
  /** A memory has to see every step, and a history every value. */
  const everyStep = all.some(({ probe }) => isHistorical(probe))
  const first = Math.min(...all.map(({ since }) => since), ...scene.sources.map(({ since }) => since))
  let next = everyStep ? first : Math.min(...all.map(({ gaps, since }) => gaps[0]?.from ?? since))
  let updates = 0
  let kinds = keptKinds(checkpoints)
  let drift: number | null = null
  let isCompared = false
  const breathe = breather()

  /** Brings the training to a step, from the newest checkpoint if that is nearer. */
  async function bringTo(step: number, log: readonly LoggedCommand[]): Promise<void> {
    const nearest = [...kinds].reduce(
      (best, [at, kind]) => (kind === 'whole' && at <= step ? Math.max(best, at) : best),
      0,
    )
    const known = nearest > training.step ? (checkpoints?.wholeAt(nearest) ?? null) : null
    if (known !== null) {
      training.restore(known.state)
      followSettings(training, plan, log)
    }
    while (training.step < step) {
      training.advance()
      updates += 1
      compare()
      if (log.some(({ command, step: at }) => command.type === 'set' && at === training.step))
        followSettings(training, plan, log)
      await breathe()
    }
  }

  /** Holds what was trained anew to what was trained then, once a piece: on a CPU it is the same to the bit. */
  function compare(): void {
    if (isCompared || !kinds.has(training.step)) return
    const then = checkpoints?.weightsAt(training.step) ?? null
    if (then === null) return
    drift = largestDifference(then, training.weights)
    isCompared = true
  }

  function wantedAt(step: number): Standing[] {
    return all.flatMap(({ probe, gaps, past }) => {
      const one = observers.attached.get(probe)
      if (one === undefined || !isIn(gaps, step) || !measuresAt(one, step)) return []
      return past === 'every' || isKept(one, step) ? [one] : []
    })
  }

  /** Whether a checkpoint has what the probe needs at a step. */
  function isKept({ probe }: Standing, step: number): boolean {
    const kind = kinds.get(step)
    return kind === 'whole' || (kind === 'weights' && readsWeightsOnly(probe.needs))
  }

  function look(step: number, inputs: Training['inputs'], only: readonly Standing[]): void {
    const before = observers
    const looking = { ...before, attached: new Map(only.map((one) => [one.probe.id, one])) }
    const after = observed(looking, step, inputs, scene)
    const left = [...before.attached].filter(([id]) => !looking.attached.has(id) || after.attached.has(id))
    observers = { ...after, attached: new Map(left), reports: [] }
    for (const report of after.reports) take(report, step)
  }

  /** Hands a Report to the wish that it is for, if it is for one. */
  function take(report: Report, step: number): void {
    for (const wish of all) {
      const isOurs = (series: string) => series === wish.probe || series.startsWith(`${wish.probe}/`)
      if (report.type === 'measured') {
        const columns = isIn(wish.gaps, step) ? report.columns.filter(({ series }) => isOurs(series)) : []
        if (columns.length > 0) wish.pieces.push({ type: 'measured', columns })
      } else if (report.type === 'declared' && report.series.probe === wish.probe) wish.pieces.push(report)
      else if (report.type === 'absent' && isOurs(report.series) && isIn(wish.gaps, step)) wish.pieces.push(report)
      else if (report.type === 'failed' && report.probe === wish.probe)
        wish.pieces.push({ ...report, type: 'unfilled' })
    }
  }

  /** What has been measured since the last piece, with the word that the steps up to this one are there. */
  function piece(step: number): Report[] {
    return all.flatMap((wish) => {
      const goal = goalOf(wish)
      const to = Math.min(step, goal)
      if (to <= wish.told) return []
      const facts = wish.pieces.filter(({ type }) => type !== 'measured')
      const measured = wish.pieces.flatMap((report) => (report.type === 'measured' ? report.columns : []))
      const isGone = facts.some(({ type }) => type === 'unfilled')
      const from = wish.told + 1
      wish.told = isGone ? Infinity : to
      wish.pieces = []
      const columns = joinedColumns(measured)
      const filled: Report = {
        type: 'filled',
        probe: wish.probe,
        from,
        to,
        goal,
        columns,
        ...(drift !== null && { drift }),
      }
      return isGone ? facts : [...facts, filled]
    })
  }

  return {
    get updates() {
      return updates
    },
    async *to(goal, log) {
      let toldAt = performance.now()
      kinds = keptKinds(checkpoints)
      for (; next <= goal; next += 1) {
        const wanted = wantedAt(next)
        if (everyStep) {
          await bringTo(next, log)
          look(
            next,
            training.inputs,
            [...observers.attached.values()].filter(({ since }) => since <= next),
          )
        } else if (wanted.length > 0) {
          const weights = wanted.every(({ probe }) => readsWeightsOnly(probe.needs)) ? weightsAt(next) : null
          if (weights !== null) training.glimpse(weights, (inputs) => look(next, inputs, wanted))
          else {
            await bringTo(next, log)
            look(next, training.inputs, wanted)
          }
          await breathe()
        }
        if (performance.now() - toldAt < PIECE_MS) continue
        toldAt = performance.now()
        isCompared = false
        yield piece(next)
      }
      yield piece(goal)
    },
  }

  function weightsAt(step: number) {
    return training.step === step || !kinds.has(step) ? null : (checkpoints?.weightsAt(step) ?? null)
  }
}

function largestDifference(a: WeightsByLayer, b: WeightsByLayer): number {
  let largest = 0
  for (const [layer, { values }] of Object.entries(a)) {
    const others = b[layer]?.values
    values.forEach((value, i) => {
      const other = others?.[i] ?? NaN
      if (!Object.is(value, other)) largest = Math.max(largest, Math.abs(value - other))
    })
  }
  return largest
}

/** Which checkpoints there are, by their names alone. */
function keptKinds(checkpoints: KeptCheckpoints | null): Map<number, CheckpointKind> {
  const files = checkpoints === null ? [] : checkpointFiles(checkpoints.folder)
  return new Map(files.toSorted((a, b) => a.kind.localeCompare(b.kind)).map(({ step, kind }) => [step, kind]))
}
