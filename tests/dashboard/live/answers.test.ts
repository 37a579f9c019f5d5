import { BehaviorSubject, Subject } from 'rxjs'
import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Factors, RunSummary } from '#src/vocabulary/index.ts'
import { Answers, type Asking } from '#dashboard/live/answers.svelte.ts'
import { readAnswer } from './read-answer.svelte.ts'

/** A hub that answers when it is told to. */
function hub() {
  const ready = new BehaviorSubject({ state: 'connected' })
  const line = new Subject<RunSummary>()
  const asked: { readonly answer: (value: unknown) => void; readonly refuse: (why: string) => void }[] = []
  const ask = () =>
    new Promise<never>((resolve, reject) =>
      asked.push({ answer: (value) => resolve(value as never), refuse: (why) => reject(new Error(why)) }),
    )
  const session = { ready$: ready, line$: line, aggregate: ask, effects: ask, factors: ask, leads: ask }
  return { session: session as unknown as Asking, asked, ready, line }
}
const lineOf = (id: string) => ({ run: { id } }) as RunSummary
const factors = (runs: number): Factors => ({ runs, factors: [], others: [] })
const AMONG = { among: { ids: ['a'] } }
const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a question is asked once while it is read, whoever reads it', async () => {
  const { session, asked } = hub()
  const answers = new Answers(session, () => true)
  const seen: unknown[] = []
  const stop = [0, 1].map(() =>
    readAnswer(
      () => answers.factors(AMONG),
      ({ value }) => seen.push(value),
    ),
  )
  flushSync()
  expect(asked.length).toBe(1)
  asked[0]!.answer(factors(3))
  await settled()
  flushSync()
  expect(seen.slice(-2)).toEqual([factors(3), factors(3)])
  for (const end of stop) end()
  answers.stop()
})

test('it is asked again when a run of it has gone on, at most once a second, and when the hub is back', async () => {
  const { session, asked, line, ready } = hub()
  const answers = new Answers(session, ({ run }) => run.id === 'a')
  const stop = readAnswer(
    () => answers.factors(AMONG),
    () => {},
  )
  flushSync()
  asked[0]!.answer(factors(1))
  await settled()
  line.next(lineOf('stranger'))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked.length).toBe(1)
  for (let i = 0; i < 10; i++) line.next(lineOf('a'))
  await vi.advanceTimersByTimeAsync(999)
  expect(asked.length).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(asked.length).toBe(2)
  // It goes on while the answer is on its way: that answer may be old when it comes.
  line.next(lineOf('a'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked.length).toBe(2)
  asked[1]!.answer(factors(1))
  await settled()
  expect(asked.length).toBe(3)
  asked[2]!.answer(factors(1))
  await settled()
  ready.next({ state: 'connected' })
  expect(asked.length).toBe(4)
  stop()
  answers.stop()
})

test('what nobody reads is not asked, and what has not changed is not asked again when it is read again', async () => {
  const { session, asked, line } = hub()
  const answers = new Answers(session, () => true)
  const read = () =>
    readAnswer(
      () => answers.factors(AMONG),
      () => {},
    )
  let stop = read()
  flushSync()
  asked[0]!.answer(factors(1))
  await settled()
  stop()
  await settled()
  stop = read()
  flushSync()
  expect(asked.length).toBe(1)
  stop()
  await settled()
  line.next(lineOf('a'))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked.length).toBe(1)
  stop = read()
  flushSync()
  expect(asked.length).toBe(2)
  stop()
  answers.stop()
})

test('a refusal is said, beside the answer that is known', async () => {
  const { session, asked, line } = hub()
  const answers = new Answers(session, () => true)
  let last: unknown = null
  const stop = readAnswer(
    () => answers.factors(AMONG),
    (answer) => (last = answer),
  )
  flushSync()
  asked[0]!.refuse('no such name')
  await settled()
  flushSync()
  expect(last).toEqual({ value: null, problem: 'no such name' })
  line.next(lineOf('a'))
  await vi.advanceTimersByTimeAsync(1_000)
  asked[1]!.answer(factors(2))
  await settled()
  flushSync()
  expect(last).toEqual({ value: factors(2), problem: null })
  stop()
  answers.stop()
})

test('so many questions are on their way at once, in the order in which they were read', async () => {
  const { session, asked } = hub()
  const answers = new Answers(session, () => true)
  const seen = new Map<number, unknown>()
  const stops = Array.from({ length: 5 }, (_, i) =>
    readAnswer(
      () => answers.factors({ among: { ids: [String(i)] } }),
      ({ value }) => seen.set(i, value),
    ),
  )
  flushSync()
  expect(asked.length).toBe(3)
  asked[0]!.answer(factors(0))
  await settled()
  expect(asked.length).toBe(4)
  flushSync()
  expect(seen.get(0)).toEqual(factors(0))
  expect(seen.get(3)).toBeNull()
  for (const stop of stops) stop()
  answers.stop()
})

test('an answer that came after its reader had left is there for the next one', async () => {
  const { session, asked } = hub()
  const answers = new Answers(session, () => true)
  const read = () => answers.factors(AMONG)
  const leave = readAnswer(read, () => {})
  flushSync()
  leave()
  await settled()
  asked[0]!.answer(factors(4))
  await settled()
  const seen: unknown[] = []
  const stop = readAnswer(read, ({ value }) => seen.push(value))
  flushSync()
  await settled()
  flushSync()
  expect(seen.at(-1)).toEqual(factors(4))
  stop()
  answers.stop()
})
