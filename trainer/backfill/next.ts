import { inTurn, type BackfillContext, type BackfillEvent, type BackfillState, type Move } from './backfill-state.ts'
import type { Transition } from './backfill-state.ts'
import type { FromReplay } from './job.ts'
import { followPace, goFurther, inPhase, rest, start, stop, wake } from './replay-moves.ts'
import type { Died } from './replayer.ts'
import { isSameGroup, nextGroup } from './request-group.ts'
import { isCurrent, tell, tellReplayed, tellUnfilled } from './tell.ts'

/** A replay that is killed begins again, unless it dies so often without having reported anything. */
export const MOST_DEATHS = 3

/**
 * All that filling a past decides, as a pure function: what is told of, and what the replayer is to do, of which there is
 * at most one.
 */
export function next(state: BackfillState, event: BackfillEvent, context: BackfillContext): Transition {
  if (state.isComplete) return [state, []]
  const go: Move = (now) => goOn(now, context)
  switch (event.type) {
    case 'opened':
      return go(state)
    case 'reported':
      return inTurn(state, tell(event.report, context), followPace(event.report), go)
    case 'heard':
      return inTurn(state, hear(event.message, context), go)
    case 'rested':
      return inTurn(state, wake, go)
    case 'over':
      return inTurn({ ...state, isOver: true }, wake, go)
  }
}

/** Starts what there is to do, and stops what nobody wants any more. */
function goOn(state: BackfillState, context: BackfillContext): Transition {
  const { coverage, replay, isOver } = state
  if (replay !== null && !replay.group.requests.some((request) => isCurrent(request, coverage)))
    return inTurn(state, stop, (stopped) => goOn(stopped, context))
  if (replay?.phase === 'measuring') return [state, []]
  const group = nextGroup(coverage, context.catalogue)
  if (group === null) return isOver ? inTurn(state, stop, complete) : [state, []]
  const isMore = replay !== null && group.growsWithRun && isSameGroup(group, replay.group)
  if (!isMore) return inTurn(state, start(group, context))
  return replay.phase === 'resting' ? [state, []] : inTurn(state, goFurther(group.goal))
}

/** What the replayer says. Of one that died or gave up nothing is heard any more. */
function hear(message: FromReplay | Died, context: BackfillContext): Move {
  return (state) => {
    const { replay, deaths, isOver } = state
    if (replay === null) return [state, []]
    const { group } = replay
    const giveUp = (why: string) => inTurn({ ...state, deaths: 0 }, stop, tellUnfilled(group, why, context))
    switch (message.type) {
      case 'reported': {
        const moves = message.reports.map((report) => tellReplayed(report, group, context))
        return inTurn({ ...state, deaths: 0 }, ...moves)
      }
      case 'arrived':
        return group.growsWithRun && !isOver ? rest(state) : [inPhase(state, 'idle'), []]
      case 'died':
        return deaths + 1 < MOST_DEATHS ? inTurn({ ...state, deaths: deaths + 1 }, stop) : giveUp(message.why)
      case 'gave-up':
        return giveUp(message.why)
    }
  }
}

const complete: Move = (state) => [{ ...state, isComplete: true }, [{ type: 'complete' }]]
