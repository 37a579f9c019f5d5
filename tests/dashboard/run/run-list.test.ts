import { flushSync } from 'svelte'
import { BehaviorSubject, Subject } from 'rxjs'
import { afterEach, expect, test } from 'vitest'
import type { RunsPage, RunsQuestion, RunStatus, RunSummary } from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import type { Connection } from '#dashboard/live/connection.ts'
import type { Listing } from '#dashboard/live/lines.ts'
import { NEWEST, questionOf } from '#dashboard/run/list-question.ts'
import { RunList } from '#dashboard/run/run-list.svelte.ts'
import { eventually } from '../../src/hub/world.ts'
import { lookedAtList } from './looked.svelte.ts'

const line = (id: string, status: RunStatus = 'completed', startedAt = 1): RunSummary =>
  readableSummary({ run: { id, startedAt }, status })!
const READY = { state: 'connected', version: '1', hubNow: 0, rights: ['view'], control: null } as const

/** A hub that has these runs, and what it was asked. */
function hubWith(runs: RunSummary[]) {
  const questions: RunsQuestion[] = []
  const ready$ = new BehaviorSubject<Extract<Connection, { state: 'connected' }>>(READY)
  const line$ = new Subject<RunSummary>()
  const removed$ = new Subject<string>()
  const list = async (question: RunsQuestion): Promise<RunsPage> => {
    questions.push(question)
    const { text = '', status, from = 0, size = 50 } = question
    if (text === 'wrong') throw new Error('no such text')
    const found = runs.filter((one) => one.run.id.includes(text) && (status?.includes(one.status) ?? true))
    return { runs: found.slice(from, from + size), total: found.length }
  }
  return { session: { ready$, line$, removed$, list } satisfies Listing, runs, questions, line$, removed$, ready$ }
}

let leave = () => {}
afterEach(() => leave())
const ids = (list: RunList) => list.runs?.map(({ run }) => run.id)

function shown(session: Listing, address = NEWEST): RunList {
  const list = new RunList(session)
  leave = lookedAtList(list)
  flushSync()
  list.ask(address)
  return list
}

test('a page of a list of thousands is asked for, and no more', async () => {
  const hub = hubWith(Array.from({ length: 10_000 }, (_, i) => line(`r${i}`)))
  const list = shown(hub.session, { ...NEWEST, page: 3 })
  await eventually(() => list.runs !== null)
  expect(ids(list)?.[0]).toBe('r150')
  expect([list.runs?.length, list.total, list.pages]).toEqual([50, 10_000, 200])
  expect(hub.questions.map(({ size }) => size).every((size) => size !== undefined && size <= 50)).toBe(true)
})

test('what is typed is asked about once, when the last letter is there', async () => {
  const hub = hubWith([line('alpha'), line('beta')])
  const list = shown(hub.session)
  await eventually(() => ids(list)?.length === 2)
  for (const text of ['b', 'be', 'bet']) list.ask({ ...NEWEST, text })
  await eventually(() => list.isAnswered && ids(list)?.length === 1)
  expect(ids(list)).toEqual(['beta'])
  const texts = hub.questions.flatMap(({ text }) => text ?? [])
  expect(new Set(texts)).toEqual(new Set(['bet']))
})

test('runs under way stand above the newest, wherever their page would be', async () => {
  const hub = hubWith([line('new', 'completed', 9), line('old', 'running', 1), line('held', 'paused', 2)])
  const list = shown(hub.session)
  await eventually(() => ids(list)?.length === 3)
  expect(ids(list)).toEqual(['old', 'held', 'new'])
  expect(list.running).toBe(1)
})

test('a line that changes is replaced, and a run that is new or removed is asked about', async () => {
  const hub = hubWith([line('a'), line('b')])
  const list = shown(hub.session)
  await eventually(() => ids(list)?.length === 2)
  const before = hub.questions.length
  hub.line$.next({ ...line('b'), step: 77 })
  expect(list.runs?.find(({ run }) => run.id === 'b')?.step).toBe(77)
  expect(hub.questions).toHaveLength(before)
  hub.runs.push(line('c', 'running'))
  hub.line$.next(line('c', 'running'))
  await eventually(() => ids(list)?.includes('c'))
  hub.runs.splice(0, 1)
  hub.removed$.next('a')
  expect(ids(list)).not.toContain('a')
  await eventually(() => list.total === 2)
})

test('among those that were removed, one that is removed appears, and one that is restored goes', async () => {
  const hub = hubWith([line('a')])
  const list = shown(hub.session, { ...NEWEST, status: 'removed' })
  await eventually(() => ids(list)?.length === 1)
  hub.runs.push(line('b'))
  hub.removed$.next('b')
  await eventually(() => ids(list)?.length === 2)
  hub.line$.next(line('a'))
  expect(ids(list)).toEqual(['b'])
})

test('a question that the hub does not answer leaves what is shown, and says why', async () => {
  const hub = hubWith([line('a')])
  const list = shown(hub.session)
  await eventually(() => ids(list)?.length === 1)
  list.ask({ ...NEWEST, text: 'wrong' })
  expect(await eventually(() => list.why)).toBe('no such text')
})

test('a new connection asks again', async () => {
  const hub = hubWith([line('a')])
  const list = shown(hub.session)
  await eventually(() => ids(list)?.length === 1)
  hub.runs.push(line('b'))
  hub.ready$.next(READY)
  await eventually(() => ids(list)?.length === 2)
})

test('the question to the hub is that of the page', () => {
  expect(questionOf({ ...NEWEST, text: ' mlp ', status: 'failed', page: 2 })).toMatchObject({
    text: 'mlp',
    status: ['failed'],
    from: 100,
    size: 50,
  })
  expect(questionOf({ ...NEWEST, status: 'removed' })).toMatchObject({ removed: true })
  expect(questionOf(NEWEST)).not.toHaveProperty('text')
})
