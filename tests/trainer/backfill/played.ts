import { every, type Report } from '#src/vocabulary/index.ts'
import { openingState } from '#trainer/backfill/backfill-state.ts'
import type { BackfillContext, BackfillEffect, BackfillEvent, BackfillState } from '#trainer/backfill/backfill-state.ts'
import { NO_COVERAGE } from '#trainer/backfill/coverage.ts'
import type { FromReplay } from '#trainer/backfill/job.ts'
import { next } from '#trainer/backfill/next.ts'
import { goalOf, type BackfillRequest } from '#trainer/backfill/request.ts'
import type { Died } from '#trainer/backfill/replayer.ts'
import { measuredReport, scalarColumn } from '../../src/store/reports.ts'

/** What somebody does to a run or what befalls its replayer. What makes no sense when it comes does nothing. */
export type Action =
  | { readonly act: 'measure' | 'pause' | 'resume' | 'set' | 'arrive' | 'die' | 'give-up' | 'rested' }
  | { readonly act: 'attach'; readonly probe: string; readonly live: boolean; readonly back: number | null }
  | { readonly act: 'detach'; readonly probe: string }
  /** The replayer has measured so many steps more. */
  | { readonly act: 'piece'; readonly length: number }

export interface Turn {
  readonly before: BackfillState
  readonly event: BackfillEvent
  readonly state: BackfillState
  readonly effects: readonly BackfillEffect[]
}

export const context: BackfillContext = {
  steps: 30,
  catalogue: [
    { id: 'a', options: [] },
    { id: 'b', options: [] },
    { id: 'reader', options: [{ key: 'of', about: 'What it reads', type: 'series', default: 'a' }] },
  ],
}

export const attachedReport = (
  probe: string,
  step: number,
  from: number | null,
  more: { live?: boolean } = {},
): Extract<Report, { type: 'attached' }> => ({
  type: 'attached',
  probe,
  step,
  from,
  cadence: every(1),
  options: {},
  ...more,
})
export const measuredAt = (step: number): Report => measuredReport(scalarColumn('loss', [step], [0]))
export const filledReport = (probe: string, from: number, to: number, goal: number): Report => ({
  type: 'filled',
  probe,
  from,
  to,
  goal,
  columns: [],
})
export const endedReport = (step: number): Report => ({
  type: 'ended',
  how: step < context.steps ? 'stopped' : 'completed',
  step,
  msPerStep: 1,
  weights: '',
  why: null,
})

/** A replayer that does what it is told: how far it is, and how far it is to go. */
interface HonestReplayer {
  readonly requests: readonly BackfillRequest[]
  readonly at: number
  readonly goal: number
  readonly isBusy: boolean
}

/** Lets a run be steered and replayed as the actions say, then end, and its past be filled in as far as it can be. */
export function played(actions: readonly Action[]): Turn[] {
  const turns: Turn[] = []
  let state = openingState(NO_COVERAGE)
  let step = 0
  let replayer: HonestReplayer | null = null
  let isResting = false

  function happens(event: BackfillEvent): void {
    const before = state
    const [after, effects] = next(before, event, context)
    state = after
    turns.push({ before, event, state, effects })
    for (const effect of effects) {
      if (effect.type === 'rest') isResting = effect.isOn
      if (effect.type === 'stop') replayer = null
      if (effect.type === 'start') replayer = { ...effect.job, at: 0, isBusy: true }
      if (effect.type === 'send' && effect.message.type === 'further' && replayer !== null)
        replayer = { ...replayer, goal: effect.message.goal, isBusy: true }
    }
  }

  const report = (one: Report) => happens({ type: 'reported', report: one })
  const heard = (message: FromReplay | Died) => happens({ type: 'heard', message })

  function piece(length: number): void {
    if (replayer === null) return
    const { requests, at, goal } = replayer
    const to = Math.min(at + length - 1, goal)
    replayer = { ...replayer, at: to + 1 }
    const reports = requests.flatMap((request) =>
      request.gaps
        .map((gap) => ({ from: Math.max(gap.from, at), to: Math.min(gap.to, to) }))
        .filter((stretch) => stretch.from <= stretch.to)
        .map((stretch) => filledReport(request.attach.probe, stretch.from, stretch.to, goalOf(request))),
    )
    heard({ type: 'reported', reports })
  }

  function arrive(): void {
    const started = replayer
    piece(Infinity)
    if (replayer === null || replayer.requests !== started?.requests) return
    const { goal } = replayer
    replayer = { ...replayer, isBusy: false }
    heard({ type: 'arrived', goal, updates: 0 })
  }

  function doIt(action: Action): void {
    const { attached } = state.coverage
    const isBusy = replayer?.isBusy ?? false
    switch (action.act) {
      case 'measure':
        return step < context.steps ? report(measuredAt(step++)) : undefined
      case 'pause':
      case 'resume':
        return report({ type: 'applied', step, command: { type: action.act } })
      case 'set':
        return report({ type: 'applied', step, command: { type: 'set', key: 'rate', value: step } })
      case 'attach': {
        const { probe, live, back } = action
        const from = back === null ? null : Math.max(0, step - back)
        return attached.has(probe)
          ? undefined
          : report(attachedReport(probe, step, from, { live: from === null || live }))
      }
      case 'detach':
        return attached.has(action.probe) ? report({ type: 'detached', probe: action.probe, step }) : undefined
      case 'piece':
        return isBusy ? piece(action.length) : undefined
      case 'arrive':
        return isBusy ? arrive() : undefined
      case 'die':
        return replayer === null ? undefined : heard({ type: 'died', why: 'Killed' })
      case 'give-up':
        return isBusy ? heard({ type: 'gave-up', why: 'Cannot' }) : undefined
      case 'rested':
        return isResting ? happens({ type: 'rested' }) : undefined
    }
  }

  happens({ type: 'opened' })
  actions.forEach(doIt)
  report(measuredAt(step))
  report(endedReport(step))
  happens({ type: 'over' })
  // Each round fulfils a group of requests; there are fewer groups than actions.
  for (let rounds = 0; rounds <= actions.length && !state.isComplete; rounds++) doIt({ act: 'arrive' })
  return turns
}

export function toldIn(turns: readonly Pick<Turn, 'effects'>[]): Report[] {
  return turns.flatMap(({ effects }) => effects.flatMap((effect) => (effect.type === 'tell' ? [effect.report] : [])))
}
