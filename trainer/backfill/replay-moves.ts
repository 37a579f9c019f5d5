import type { Report } from '#src/vocabulary/index.ts'
import { inTurn, type BackfillContext, type BackfillEffect, type BackfillState, type Move } from './backfill-state.ts'
import { isTrainedAfter } from './is-trained-after.ts'
import { upToTheEnd, type RequestGroup } from './request-group.ts'

/** Starts a replayer, in place of the one that there is. */
export function start(group: RequestGroup, { steps }: BackfillContext): Move {
  const started: Move = (state) => {
    const { isTraining, coverage } = state
    const { sources, goal } = group
    const job = { requests: upToTheEnd(group, coverage, steps), sources, log: coverage.log, goal }
    const pace: BackfillEffect[] = isTraining ? [] : [{ type: 'send', message: { type: 'pace', isTraining } }]
    return [{ ...state, replay: { group, phase: 'measuring' } }, [{ type: 'start', job }, ...pace]]
  }
  return (state) => inTurn(state, stop, started)
}

/** Lets it go further, as far as the run has come. */
export function goFurther(goal: number): Move {
  return (state) => {
    const { log } = state.coverage
    return [inPhase(state, 'measuring'), [{ type: 'send', message: { type: 'further', goal, log } }]]
  }
}

/** Lets it wait for more of the run. */
export const rest: Move = (state) => [inPhase(state, 'resting'), [{ type: 'rest', isOn: true }]]

/** It has rested, or is not to rest any longer. */
export const wake: Move = (state) =>
  state.replay?.phase === 'resting' ? [inPhase(state, 'idle'), [{ type: 'rest', isOn: false }]] : [state, []]

export const stop: Move = (state) => {
  if (state.replay === null) return [state, []]
  return inTurn(state, wake, (awake) => [{ ...awake, replay: null }, [{ type: 'stop' }]])
}

/** It spares the run only while there is something to spare. */
export function followPace(report: Report): Move {
  return (state) => {
    const isTraining = isTrainedAfter(report, state.isTraining)
    const isNews = isTraining !== state.isTraining && state.replay !== null
    return [{ ...state, isTraining }, isNews ? [{ type: 'send', message: { type: 'pace', isTraining } }] : []]
  }
}

export function inPhase(state: BackfillState, phase: 'measuring' | 'resting' | 'idle'): BackfillState {
  return state.replay === null ? state : { ...state, replay: { ...state.replay, phase } }
}
