import { setTimeout } from 'node:timers/promises'
import { isFilled, stateFromFacts, type RunState } from '#src/run-state/index.ts'
import { runtimeError, type Drift } from '#src/vocabulary/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
import { statusLine } from './status-line.ts'
import type { SteeredRun } from './steered-run.ts'

/** How far the past of a probe is there that was attached late. */
export interface Filling {
  /** Its first step; null while the hub has not heard of the probe. */
  readonly from: number | null
  readonly to: number | null
  readonly goal: number | null
  readonly done: boolean
  /** How far the replay was from the run's checkpoints, at most; null where it passed none. */
  readonly drift: Drift | null
  /** Why no more of it will come. */
  readonly why: string | null
}

/**
 * A hub that comes back is there within the patience, and so is a trainer on another machine: nothing tells whether they will.
 * Of a trainer on this machine its lock tells, and no clock decides.
 */
const PACE = { lookMs: 500, patienceMs: 60_000 }

/** What the facts of a run say of the past of a probe that was attached at `step`, or when its trainer got there. */
function fillingOf({ facts }: Pick<RunView, 'facts'>, probe: string, step: number): Filling {
  const start = facts.findLastIndex(
    ({ report }) =>
      (report.type === 'attached' || (report.type === 'retuned' && report.from !== undefined)) &&
      report.probe === probe &&
      report.step >= step,
  )
  const report = facts[start]?.report
  if (report?.type !== 'attached' && report?.type !== 'retuned')
    return { from: null, to: null, goal: null, done: false, drift: null, why: null }
  const state = stateFromFacts(facts.slice(start))
  const fill = state.fills.get(probe)?.at(-1) ?? null
  const { to, drift } = fill ?? { to: null, drift: null }
  // Where nothing of the past is wanted there is nothing to wait for.
  const from = report.from ?? step
  const done = (report.type === 'attached' && from >= step) || (fill !== null && isFilled(fill))
  const goal = fill === null || to === null ? null : fill.goal
  return { from, to, goal, done, drift, why: done ? null : endOf(state, probe) }
}

/** Waits until the past of an attached probe is there, and shows how far it is; an error where it cannot be had. */
export async function untilFilled(run: SteeredRun, probe: string, step: number, pace = PACE): Promise<Filling> {
  const line = statusLine()
  try {
    let heardAt = performance.now()
    for (;;) {
      const now = performance.now()
      const isLate = now - heardAt > pace.patienceMs
      const hasTrainer = await run.hasTrainer() // asked before: what a trainer says before it leaves is seen
      const view = await run.view().catch((error: unknown) => {
        if (isLate) throw error
        return null
      })
      if (view?.live) heardAt = now
      if (view !== null) {
        const filling = fillingOf(view, probe, step)
        if (filling.done) return filling
        const isGone = !view.live && (hasTrainer === null ? isLate : !hasTrainer)
        const why = filling.why ?? (isGone ? 'no trainer of the run is connected any more' : null)
        if (why !== null) throw runtimeError(`The past of ${probe} in run ${run.id} was not backfilled: ${why}`)
        line.show(() => progressText(probe, filling), now)
      }
      await setTimeout(pace.lookMs)
    }
  } finally {
    line.clear()
  }
}

function endOf({ fills, failed, detached }: RunState, probe: string): string | null {
  const why = fills.get(probe)?.at(-1)?.why ?? null
  if (why !== null) return why
  const failure = failed.get(probe)
  if (failure !== undefined) return `the probe failed at step ${failure.step}: ${failure.why}`
  const left = detached.get(probe)
  return left === undefined ? null : `the probe was detached at step ${left}`
}

function progressText(probe: string, { from, to, goal }: Filling): string {
  if (from === null || to === null || goal === null) return `past of ${probe} · waiting for its first steps`
  const share = goal === from ? 1 : (to - from) / (goal - from)
  return `past of ${probe} · step ${to} / ${goal} · ${(100 * share).toFixed(0)} %`
}
