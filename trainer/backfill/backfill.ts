import {
  concatMap,
  defer,
  EMPTY,
  endWith,
  finalize,
  map,
  merge,
  of,
  scan,
  Subject,
  switchMap,
  takeWhile,
  timer,
} from 'rxjs'
import type { Observable, OperatorFunction } from 'rxjs'
import type { Report } from '#src/vocabulary/index.ts'
import { openingState, type BackfillEffect, type BackfillEvent, type Transition } from './backfill-state.ts'
import type { Coverage } from './coverage.ts'
import type { FromReplay, Job } from './job.ts'
import { next } from './next.ts'
import { startReplayer, type Died, type Replayer, type StartReplayer } from './replayer.ts'
import type { ReadableProbe } from './sources.ts'

/** What filling a past depends on besides the run's Reports. */
export interface BackfillSetting extends Pick<Job, 'run' | 'checkpoints' | 'userProbes' | 'ownExperiments' | 'other'> {
  /** Says which probe reads which series. */
  readonly catalogue: readonly ReadableProbe[]
  readonly start?: StartReplayer
}

/** How long a replay that has caught up with a run waits for more of it: each time it goes on is a Report. */
const REST_MS = 1000

/**
 * Adds to a run's Reports those of its past: whoever is attached late has a replay of the run, in a process of its
 * own, measure what was missed. It completes when the run has ended and nothing of its past is missing any more.
 * `before` is what had been reported when the run was resumed. What is to be done `next` decides; here it is done.
 */
export function backfill(
  { catalogue, ...setting }: BackfillSetting,
  before: Coverage,
): OperatorFunction<Report, Report> {
  const context = { steps: setting.run.steps, catalogue }
  const opening: Transition = [openingState(before), []]
  return (report$) =>
    defer(() => {
      const replaying = openReplaying(setting)
      const reported$ = report$.pipe(map(reported), endWith(OVER))
      return merge(replaying.event$, reported$, of(OPENED)).pipe(
        scan(([state], event) => next(state, event, context), opening),
        // What happens while effects are carried out waits for its turn.
        concatMap(([, effects]) => effects),
        takeWhile(({ type }) => type !== 'complete'),
        concatMap(replaying.carryOut),
        finalize(replaying.close),
      )
    })
}

const reported = (report: Report): BackfillEvent => ({ type: 'reported', report })
const OVER: BackfillEvent = { type: 'over' }
const OPENED: BackfillEvent = { type: 'opened' }

/** The one replayer and the timer of its rest: carries out effects, and says what comes of them. */
function openReplaying({ start = startReplayer, ...setting }: Omit<BackfillSetting, 'catalogue'>) {
  const heard$ = new Subject<FromReplay | Died>()
  const isResting$ = new Subject<boolean>()
  let replayer: Replayer | null = null

  const close = () => {
    replayer?.close()
    replayer = null
  }
  const event$: Observable<BackfillEvent> = merge(
    heard$.pipe(map((message): BackfillEvent => ({ type: 'heard', message }))),
    isResting$.pipe(
      switchMap((isResting) => (isResting ? timer(REST_MS) : EMPTY)),
      map((): BackfillEvent => ({ type: 'rested' })),
    ),
  )
  /** The Reports that leave. */
  function carryOut(effect: BackfillEffect): Report[] {
    switch (effect.type) {
      case 'tell':
        return [effect.report]
      case 'start':
        replayer = start((message) => heard$.next(message))
        replayer.send({ type: 'job', job: { ...setting, ...effect.job } })
        break
      case 'send':
        replayer?.send(effect.message)
        break
      case 'stop':
        close()
        break
      case 'rest':
        isResting$.next(effect.isOn)
    }
    return []
  }
  return { event$, carryOut, close }
}
