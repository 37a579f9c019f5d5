import { setTimeout } from 'node:timers/promises'
import { driftOf, largerDrift, runtimeError, type Drift, type Fact } from '#src/vocabulary/index.ts'
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

/** A hub or a trainer that comes back, or is started for the purpose, is there within the patience. */
const PACE = { lookMs: 500, patienceMs: 60_000 }

/** What the facts of a run say of the past of a probe that was attached at `step`, or when its trainer got there. */
export function fillingOf({ facts }: Pick<RunView, 'facts'>, probe: string, step: number): Filling {
  const reports = facts.map(({ report }) => report).filter((report) => 'probe' in report && report.probe === probe)
  const start = reports.findLastIndex((report) => report.type === 'attached' && report.step >= step)
  const attached = reports[start]
  if (attached?.type !== 'attached') return { from: null, to: null, goal: null, done: false, drift: null, why: null }
  const after = reports.slice(start + 1)
  const segments = after.filter((report) => report.type === 'filled')
  const from = attached.from ?? step
  const done = from >= step || segments.some(({ to, goal }) => to >= goal)
  const { to = null, goal = null } = segments.at(-1) ?? {}
  const drift = segments.map(driftOf).reduce(largerDrift, null)
  return { from, to, goal, done, drift, why: done ? null : (after.map(endOf).find((why) => why !== null) ?? null) }
}

/** Waits until the past of an attached probe is there, and shows how far it is; an error where it cannot be had. */
export async function untilFilled(run: SteeredRun, probe: string, step: number, pace = PACE): Promise<Filling> {
  const line = statusLine()
  try {
    let heardAt = performance.now()
    for (;;) {
      const now = performance.now()
      const isLate = now - heardAt > pace.patienceMs
      const view = await run.view().catch((error: unknown) => {
        if (isLate) throw error
        return null
      })
      if (view?.live) heardAt = now
      if (view !== null) {
        const filling = fillingOf(view, probe, step)
        if (filling.done) return filling
        const why = filling.why ?? (view.live || !isLate ? null : 'no trainer of the run is connected any more')
        if (why !== null) throw runtimeError(`The past of ${probe} in run ${run.id} stays unfilled: ${why}`)
        line.show(() => progressText(probe, filling), now)
      }
      await setTimeout(pace.lookMs)
    }
  } finally {
    line.clear()
  }
}

function endOf(report: Fact): string | null {
  if (report.type === 'unfilled') return report.why
  if (report.type === 'failed') return `the probe failed at step ${report.step}: ${report.why}`
  if (report.type === 'detached') return `the probe was detached at step ${report.step}`
  return null
}

function progressText(probe: string, { from, to, goal }: Filling): string {
  if (from === null || to === null || goal === null) return `past of ${probe} · waiting for its first steps`
  const share = goal === from ? 1 : (to - from) / (goal - from)
  return `past of ${probe} · step ${to} / ${goal} · ${(100 * share).toFixed(0)} %`
}
