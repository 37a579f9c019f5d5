import type { Report } from '#src/vocabulary/index.ts'
import { inTurn, type BackfillContext, type Move } from './backfill-state.ts'
import { coverageAfter, isTold, type Coverage } from './coverage.ts'
import { filledAlready } from './filled-already.ts'
import { reportedProbe } from './reported-probe.ts'
import type { RequestGroup } from './request-group.ts'
import type { BackfillRequest } from './request.ts'

/** Passes a Report on and remembers it, unless it was told already. */
export function tell(report: Report, context: BackfillContext): Move {
  return (before) => {
    if (isTold(report, before.coverage)) return [before, []]
    const state = { ...before, coverage: coverageAfter(before.coverage, report) }
    const filled = filledAlready(report, state.coverage, context.steps)
    const passed: Move = () => [state, [{ type: 'tell', report }]]
    return inTurn(state, passed, ...filled.map((more) => tell(more, context)))
  }
}

/** Passes on what a replay reports, where that is still wanted. Of a run that was stopped early the end has come closer. */
export function tellReplayed(report: Report, { requests }: RequestGroup, context: BackfillContext): Move {
  return (state) => {
    const { coverage, isOver } = state
    const probe = reportedProbe(report)
    if (!requests.some((request) => request.attach.probe === probe && isCurrent(request, coverage))) return [state, []]
    const isCloser = report.type === 'filled' && isOver
    return tell(isCloser ? { ...report, goal: Math.min(report.goal, coverage.step) } : report, context)(state)
  }
}

/** Says of each request that still stands why it is not fulfilled. */
export function tellUnfilled({ requests }: RequestGroup, why: string, context: BackfillContext): Move {
  return (state) => {
    const step = Math.max(0, state.coverage.step)
    const standing = requests.filter((request) => isCurrent(request, state.coverage))
    const moves = standing.map(({ attach: { probe }, beside }) =>
      tell({ type: 'unfilled', probe, step, why, ...(beside && { denser: true }) }, context),
    )
    return inTurn(state, ...moves)
  }
}

/** Whether a request still stands: a probe that was detached and attached again is another request. */
export function isCurrent({ attach }: BackfillRequest, coverage: Coverage): boolean {
  const standing = [coverage.attached.get(attach.probe), coverage.denser.get(attach.probe)]
  return standing.some((now) => now?.attach === attach && now.gaps.length > 0)
}
