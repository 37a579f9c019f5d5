import { flushSync } from 'svelte'
import { BehaviorSubject, Subject } from 'rxjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FigureSoFar, RunSummary, SweepStatus } from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import { FigureWatch } from '#dashboard/run/figure-watch.svelte.ts'
import { lookedAtFigure } from './looked.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
let leave = () => {}
afterEach(() => {
  leave()
  vi.useRealTimers()
})

const READY = { state: 'connected', version: '1', hubNow: 0, rights: ['view'], control: null } as const
const line = (experiment: string, group: string | null): RunSummary =>
  readableSummary({ run: { id: 'r', startedAt: 1, experiment, group }, status: 'running' })!

/** A hub whose figure has so many runs; `goingOn`: while its sweep is carried out. */
function watched({ completed = 0, goingOn = false, fails = 0 }) {
  const hub = { completed, goingOn, fails, asked: 0 }
  const session = {
    ready$: new BehaviorSubject(READY),
    line$: new Subject<RunSummary>(),
    removed$: new Subject<string>(),
    figure: (experiment: string) => {
      hub.asked += 1
      if (hub.fails-- > 0) return Promise.reject(new Error('operation has timed out'))
      const sweep = { isGoingOn: hub.goingOn } as SweepStatus
      return Promise.resolve({ experiment, completed: hub.completed, sweep } as FigureSoFar)
    },
  }
  const watch = new FigureWatch(session, 'hopfield')
  leave = lookedAtFigure(watch)
  flushSync()
  return { hub, session, watch }
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('a figure is asked for once while nothing happens, and again once a run of its experiment has changed', async () => {
  const { hub, session, watch } = watched({ completed: 3 })
  await after(60_000)
  expect([hub.asked, watch.known.figure?.completed]).toEqual([1, 3])
  session.line$.next(line('rnn-chaos', 'a-sweep'))
  session.line$.next(line('hopfield', null))
  await after(60_000)
  expect(hub.asked).toBe(1)
  hub.completed = 4
  for (let i = 0; i < 100; i++) session.line$.next(line('hopfield', 'a-sweep'))
  await after(1_000)
  expect([hub.asked, watch.known.figure?.completed]).toEqual([2, 4])
})

test('while its sweep goes on it is asked for again and again, until that has ended', async () => {
  const { hub, watch } = watched({ goingOn: true })
  await after(10_000)
  expect(hub.asked).toBe(4)
  hub.goingOn = false
  hub.completed = 9
  await after(60_000)
  expect([hub.asked, watch.known.figure?.completed]).toEqual([5, 9])
})

test('what the hub did not answer is asked again; what was known stays', async () => {
  const { hub, session, watch } = watched({ completed: 5 })
  await after(0)
  hub.fails = 1
  session.removed$.next('r')
  await after(1_000)
  expect(watch.known).toMatchObject({ figure: { completed: 5 }, why: 'operation has timed out' })
  hub.completed = 6
  await after(3_000)
  expect(watch.known).toMatchObject({ figure: { completed: 6 }, why: null })
  await after(60_000)
  expect(hub.asked).toBe(3)
})
