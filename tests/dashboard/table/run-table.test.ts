import { flushSync } from 'svelte'
import { BehaviorSubject, Subject } from 'rxjs'
import { afterEach, expect, test } from 'vitest'
import type { RunsColumns, RunsPage, RunsQuestion, RunStatus, RunSummary } from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import type { Connection } from '#dashboard/live/connection.ts'
import { columnOf } from '#dashboard/table/columns.ts'
import { RunTable } from '#dashboard/table/run-table.svelte.ts'
import { tableFromParams, type TableAddress } from '#dashboard/table/table-address.ts'
import { eventually } from '../../src/hub/world.ts'
import { lookedAtTable } from './looked.svelte.ts'

const FIRST = tableFromParams(new URLSearchParams())
const READY = { state: 'connected', version: '1', hubNow: 0, rights: ['view'], control: null } as const

const line = (id: string, status: RunStatus = 'completed', startedAt = 1, parent: string | null = null): RunSummary =>
  readableSummary({
    run: { id, startedAt, parent: parent === null ? null : { run: parent, step: 1, set: {} } },
    status,
  })!

/** A hub that has these runs, newest first, each of which has its place as its only value; and what it was asked. */
function hubWith(runs: RunSummary[]) {
  const questions: RunsQuestion[] = []
  const ready$ = new BehaviorSubject<Extract<Connection, { state: 'connected' }>>(READY)
  const line$ = new Subject<RunSummary>()
  const removed$ = new Subject<string>()
  const list = async (question: RunsQuestion): Promise<RunsPage> => {
    questions.push(question)
    const { text = '', status, where, from = 0, size = 50, values } = question
    if (where === 'wrong > 1') throw new Error('no such expression')
    const found = runs.filter((one) => one.run.id.includes(text) && (status?.includes(one.status) ?? true))
    const page = found.slice(from, from + size)
    return { runs: page, total: found.length, ...(values && { values: page.map((one) => [runs.indexOf(one)]) }) }
  }
  const columnsOf = async (): Promise<RunsColumns> => ({ total: 0, parameters: [], summaries: [], series: [], marks: [], tags: [], groups: [] }) // prettier-ignore
  const groupsOf = async (question: RunsQuestion) => {
    questions.push(question)
    return [
      { value: 0.1, runs: 2 },
      { value: null, runs: 1 },
    ]
  }
  return { session: { ready$, line$, removed$, list, columnsOf, groupsOf }, runs, questions, line$, removed$ }
}

let leave = () => {}
afterEach(() => leave())

function shown(hub: ReturnType<typeof hubWith>, table: TableAddress = FIRST, columns: readonly string[] = []) {
  const one = new RunTable(hub.session)
  leave = lookedAtTable(one, [
    [0, 0],
    [1, 0],
  ])
  flushSync()
  one.ask(table, columns.map(columnOf))
  return one
}
const ids = (table: RunTable, part = 0, number = 0) => table.page(part, number).map(({ summary }) => summary.run.id)

test('of thousands the first pages are asked for, and a later one when it is looked at', async () => {
  const hub = hubWith(Array.from({ length: 5_000 }, (_, i) => line(`r${i}`)))
  const table = shown(hub, { ...FIRST, sort: 'name' })
  await eventually(() => table.parts !== null)
  expect(table.total).toBe(5_000)
  expect(ids(table)[0]).toBe('r0')
  expect(hub.questions.map(({ from }) => from ?? 0)).not.toContain(3_000)
  const leaveFirst = leave
  const leaveLater = lookedAtTable(table, [[0, 30]])
  leave = () => (leaveFirst(), leaveLater())
  await eventually(() => ids(table, 0, 30)[0] === 'r3000')
  expect(ids(table, 0, 30)).toHaveLength(100)
})

test('runs under way stand above the newest, a branch beneath its parent', async () => {
  const hub = hubWith([
    line('branch', 'completed', 9, 'parent'),
    line('parent', 'completed', 8),
    line('old', 'running', 1),
  ])
  const table = shown(hub)
  await eventually(() => table.parts !== null)
  expect(table.parts!.map(({ runs }) => runs)).toEqual([1, 2])
  expect(ids(table, 0)).toEqual(['old'])
  expect(ids(table, 1)).toEqual(['parent', 'branch'])
  expect(table.page(1, 0).map(({ depth }) => depth)).toEqual([0, 1])
  expect(table.running).toBe(1)
})

test('each run has the values of the columns, and they are asked for again when its line changes', async () => {
  const hub = hubWith([line('a'), line('b')])
  const table = shown(hub, { ...FIRST, sort: 'name' }, ['status', 'last("loss")'])
  await eventually(() => ids(table).length === 2)
  expect(table.page(0, 0).map(({ values }) => values)).toEqual([[0], [1]])
  hub.runs.unshift(line('c'))
  hub.line$.next({ ...line('b'), step: 5 })
  await eventually(() => ids(table).length === 3)
  expect(table.page(0, 0).map(({ values }) => values)).toEqual([[0], [1], [2]])
})

test('what cannot be answered leaves the rows, and says why until it can be', async () => {
  const hub = hubWith([line('a')])
  const table = shown(hub, { ...FIRST, sort: 'name' })
  await eventually(() => ids(table).length === 1)
  table.ask({ ...FIRST, sort: 'name', text: 'wrong > 1' }, [])
  await eventually(() => table.why !== null)
  expect(table.why).toBe('no such expression')
  expect(ids(table)).toEqual(['a'])
  expect(table.isAnswered).toBe(true)
  table.ask({ ...FIRST, sort: 'name', text: 'a' }, [])
  await eventually(() => table.why === null)
})

test('groups have their headings and counts; their runs are asked for by what they have in common', async () => {
  const hub = hubWith([line('a'), line('b'), line('c')])
  const table = shown(hub, { ...FIRST, group: 'weightDecay' })
  await eventually(() => table.parts !== null)
  expect(table.parts!.map(({ group, runs, isOpen }) => [group?.value, runs, isOpen])).toEqual([
    [0.1, 2, true],
    [null, 1, true],
  ])
  await eventually(() => ids(table, 0).length > 0)
  expect(hub.questions.flatMap(({ where }) => where ?? [])).toEqual(['weightDecay = 0.1', 'weightDecay is absent'])
  table.toggle(table.parts![0]!.key)
  expect(table.parts!.map(({ isOpen }) => isOpen)).toEqual([false, true])
  table.toggleAll(false)
  expect(table.parts!.map(({ isOpen }) => isOpen)).toEqual([false, false])
})
