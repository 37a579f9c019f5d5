import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastValueFrom, Subject, tap } from 'rxjs'
import { every, type AddressedCommand, type Command, type Envelope } from '#src/vocabulary/index.ts'
import { openBackend, type Backend } from '#trainer/backend/index.ts'
import { openCheckpoints, type Checkpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { checkpointDue, defaultSchedule } from '#trainer/checkpoints/schedule.ts'
import { openScene } from '#trainer/backfill/open-scene.ts'
import { openReplay } from '#trainer/backfill/replay.ts'
import { planRun, type Plan } from '#trainer/run/plan.ts'
import { trainRun } from '#trainer/train-run.ts'

/** Half a minute each: the start of a replay weighs in it as in a past that is soon filled. */
const TURN = 500
/** An even number: the last turn leaves nothing to fill when the run has ended. */
const PAIRS = 6
/** The first turn has nothing attached. */
const STEPS = (2 * PAIRS + 1) * TURN
const ORDER = ['now', 'start', 'start', 'now'] as const
const REPLAYED = 300
const LONG_RUN = 10_000
/** Due at every step and of gradients, so that no checkpoint saves the replay a step. */
const LATE = { probe: 'gradient-cosine', cadence: every(1) }

interface Turn {
  readonly from: 'now' | 'start'
  readonly stepMs: number[]
}

/**
 * What the past costs: how much a live run of the demo slows down while a replay fills in what a late probe missed, how
 * fast a replay is by itself against the training that it repeats, and what share of the time checkpoints take.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-past-'))
  try {
    const backend = await openBackend()
    const plan = { ...planRun({ experiment: 'modular-addition-mlp', probes: ['elapsed@1'] }), steps: STEPS }
    const kept = timed(openCheckpoints(join(folder, plan.id)))
    const turns = await liveRun(plan, backend, kept.checkpoints)
    const ratios = slowdowns(turns)
    const training = median(stepsOf(turns, 'now'))
    const replayed = await replayAlone(plan)
    return {
      backend: backend.describe(),
      live: {
        medianStepMs: training,
        medianStepMsWhileFilling: median(stepsOf(turns, 'start')),
        stepsOfATurn: TURN,
        slowdowns: ratios,
        slowdown: median(ratios),
      },
      replay: { msPerStep: replayed, toTraining: replayed / training },
      checkpoints: { ...kept.costs(), shareOfLongRun: shareOfLongRun(kept.costs(), training) },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A run in which the late probe is attached from now on and from the start, by turns and in changing order, so that
 * neither what the probe itself costs nor a machine that is slower for a while looks like the replay. For each turn,
 * the milliseconds between steps by the run's own clock.
 */
async function liveRun(plan: Plan, backend: Backend, checkpoints: Checkpoints) {
  const command$ = new Subject<AddressedCommand>()
  const turns: Turn[] = []
  const ask = (command: Command) => command$.next({ command, answer: () => {} })
  let last = 0
  const see = ({ report }: Envelope) => {
    if (report.type === 'filled' && report.to >= report.goal && turns.at(-1)?.from === 'start')
      throw new Error('The past was filled before its turn ended: there was no replay beside the rest of it')
    if (report.type !== 'measured') return
    for (const { series, steps, values } of report.columns) {
      if (series !== 'elapsed') continue
      steps.forEach((step, i) => {
        turns.at(-1)?.stepMs.push(1000 * (values[i]! - last))
        last = values[i]!
        if (step === 0 || step % TURN !== 0 || step === STEPS) return
        const from = ORDER[turns.length % ORDER.length]!
        if (turns.length > 0) ask({ type: 'detach', probe: LATE.probe })
        turns.push({ from, stepMs: [] })
        ask({ type: 'attach', ...LATE, from })
      })
    }
  }
  await lastValueFrom(trainRun(plan, backend, command$, { checkpoints }).pipe(tap(see)))
  return turns
}

/** How much slower the median step is with a replay beside it, one ratio for every two turns. */
function slowdowns(turns: readonly Turn[]): number[] {
  const medianOf = (pair: readonly Turn[], from: Turn['from']) =>
    median(pair.find((turn) => turn.from === from)!.stepMs)
  return Array.from({ length: PAIRS }, (_, i) => {
    const pair = turns.slice(2 * i, 2 * i + 2)
    return medianOf(pair, 'start') / medianOf(pair, 'now')
  })
}

function stepsOf(turns: readonly Turn[], from: Turn['from']): number[] {
  return turns.filter((turn) => turn.from === from).flatMap(({ stepMs }) => stepMs)
}

/** Milliseconds a step of a replay that has the machine to itself. */
async function replayAlone({ id, experiment, parameters, seed, steps }: Plan): Promise<number> {
  const request = { attach: LATE, since: 0, gaps: [{ from: 0, to: REPLAYED }], past: 'every', live: true } as const
  const run = { id, experiment: experiment.id, parameters, seed, steps }
  const scene = await openScene({ run, sources: [], checkpoints: null, userProbes: null, other: null })
  const replay = openReplay(scene, [request])
  const start = performance.now()
  for await (const reports of replay.to(REPLAYED, [])) void reports
  scene.system.dispose()
  return (performance.now() - start) / REPLAYED
}

/** The same checkpoints, with the time that writing takes. */
function timed(checkpoints: Checkpoints) {
  const ms = { whole: [] as number[], weights: [] as number[] }
  const clocked = <T>(kind: 'whole' | 'weights', write: () => T): T => {
    const start = performance.now()
    const result = write()
    ms[kind].push(performance.now() - start)
    return result
  }
  return {
    checkpoints: {
      ...checkpoints,
      keepWhole: (...args: Parameters<Checkpoints['keepWhole']>) =>
        clocked('whole', () => checkpoints.keepWhole(...args)),
      keepWeights: (...args: Parameters<Checkpoints['keepWeights']>) =>
        clocked('weights', () => checkpoints.keepWeights(...args)),
    },
    costs: () => ({ medianWholeMs: median(ms.whole), medianWeightsMs: median(ms.weights) }),
  }
}

/** Of a run of ten thousand steps of this length, by the schedule that runs have. */
function shareOfLongRun(costs: { medianWholeMs: number; medianWeightsMs: number }, stepMs: number): number {
  let total = 0
  for (let step = 0; step <= LONG_RUN; step++) {
    const due = checkpointDue(defaultSchedule, step)
    if (due !== null) total += due === 'whole' ? costs.medianWholeMs : costs.medianWeightsMs
  }
  return total / (total + LONG_RUN * stepMs)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
