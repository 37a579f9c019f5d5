import { afterAll, beforeAll, expect, test } from 'vitest'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { greetingOf } from '../../greeting.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { startAttackedHub, type AttackedHub } from './attacked-hub.ts'
import { bytesEvent, event, openRaw, type RawSocket } from './raw-socket.ts'

/** Whoever says hello for a run of others, and whoever stores what breaks its readers. */
let hub: AttackedHub
beforeAll(async () => {
  hub = await startAttackedHub()
})
afterAll(() => hub[Symbol.asyncDispose]())

const ended = { type: 'ended', how: 'stopped', step: 5, msPerStep: 1, weights: 'sha256:0', why: null } as const
let lastId = 0

async function asked(socket: RawSocket, frames: (id: number) => ReturnType<typeof bytesEvent>): Promise<unknown> {
  const id = ++lastId
  socket.send(...frames(id))
  return socket.answer(id)
}
const reports = (socket: RawSocket, ...envelopes: Parameters<typeof bytesFromReports>[0]) =>
  asked(socket, (id) => bytesEvent('/trainer', id, 'reports', bytesFromReports(envelopes)))
const hello = (socket: RawSocket, ...greeting: Parameters<typeof greetingOf>) =>
  asked(socket, (id) => [event('/trainer', id, 'hello', greetingOf(...greeting))])

test.each([
  ['another secret', { secret: 'x'.repeat(43) }],
  ['another secret of base64url', { secret: Buffer.alloc(32, 7).toString('base64url') }],
])('a second hello of a live run with %s changes nothing', async (_what, changed) => {
  const socket = await openRaw(hub.url, '/trainer', hub.token)
  const refused = {
    ok: false,
    why: expect.stringMatching(/has a writer 'trainer' already, and this one does not have its secret/),
  }
  expect(await hello(socket, 'victim', changed)).toEqual(refused)
  // Nor can it report as if it had been let in.
  const forged = enveloped('victim', hub.acknowledged + 2, [ended])
  expect(await reports(socket, ...forged)).toMatchObject({
    ok: false,
    why: expect.stringMatching(/come after a hello/),
  })
  socket.close()
  await hub.assertUndisturbed()
  expect(await statusOf('victim')).toBe('running')
})

test('another writer of the run may add what it measures, and neither end it nor write what is the trainer’s', async () => {
  const socket = await openRaw(hub.url, '/trainer', hub.token)
  expect(await hello(socket, 'victim', { writer: 'sidecar', accepts: [] })).toEqual({ ok: true, next: 0 })
  const asSidecar = (...all: Parameters<typeof enveloped>[2]) =>
    enveloped('victim', 0, all).map((envelope) => ({ ...envelope, writer: 'sidecar' }))
  expect(await reports(socket, ...asSidecar(ended))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/cannot report 'ended'/),
  })
  expect(await reports(socket, ...asSidecar(measuredReport(scalarColumn('loss', [0], [666]))))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/belongs to writer 'trainer'/),
  })
  expect(await reports(socket, ...enveloped('victim', 0, [ended]))).toMatchObject({ ok: false })
  const own = asSidecar(
    { type: 'declared', series: declaration('power') },
    measuredReport(scalarColumn('power', [0], [7])),
  )
  expect(await reports(socket, ...own)).toEqual({ ok: true, next: 2 })
  await hub.assertUndisturbed()
  // It goes, and the run goes on.
  socket.close()
  await socket.closed
  await hub.assertUndisturbed()
  expect(await statusOf('victim')).toBe('running')
})

test('another writer cannot say so much of a run that nobody can open it', async () => {
  const socket = await openRaw(hub.url, '/trainer', hub.token)
  expect(await hello(socket, 'victim', { writer: 'talker', accepts: [] })).toEqual({ ok: true, next: 0 })
  const mark = { by: 'talker', step: 0, label: 'x', about: 'x'.repeat(BOUNDS.text) }
  const marks = enveloped(
    'victim',
    0,
    Array.from({ length: 600 }, () => ({ type: 'marked', mark }) as const),
  )
  const from = (seq: number) => marks.map((envelope, i) => ({ ...envelope, writer: 'talker', seq: seq + i }))
  expect(await reports(socket, ...from(0))).toEqual({ ok: true, next: 600 })
  expect(await reports(socket, ...from(600))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/say more than 8388608 bytes of it beside its numbers/),
    never: { seq: expect.any(Number), series: null },
  })
  // Whoever leaves out what is named, and says nothing in its place, comes through with all else.
  const nothing = { type: 'measured', columns: [] } as const
  const rest: Parameters<typeof bytesFromReports>[0][number][] = from(600)
  let answer: unknown
  while ((answer = await reports(socket, ...rest)) !== null && 'never' in (answer as object)) {
    const { seq } = (answer as { never: { seq: number } }).never
    const at = rest.findIndex((envelope) => envelope.seq === seq)
    expect(rest[at]!.report.type).toBe('marked')
    for (const [i, envelope] of rest.entries()) if (i >= at) rest[i] = { ...envelope, report: nothing }
  }
  expect(answer).toEqual({ ok: true, next: 1200 })
  socket.close()
  await hub.assertUndisturbed()
})

test('a connection whose place was taken is told so, and nothing of it is taken as if it were kept', async () => {
  const [before, after] = [await openRaw(hub.url, '/trainer', hub.token), await openRaw(hub.url, '/trainer', hub.token)]
  expect(await hello(before, 'twice')).toEqual({ ok: true, next: 0 })
  expect(await reports(before, ...enveloped('twice', 0, [startedReport('twice')]))).toEqual({ ok: true, next: 1 })
  expect(await hello(after, 'twice')).toEqual({ ok: true, next: 1 })
  const late = await reports(before, ...enveloped('twice', 1, [ended]))
  expect(late === null || (late as { ok: boolean }).ok === false).toBe(true)
  await before.closed
  expect(await reports(after, ...enveloped('twice', 1, [{ type: 'declared', series: declaration('loss') }]))).toEqual({
    ok: true,
    next: 2,
  })
  expect(await statusOf('twice')).toBe('running')
  after.close()
})

test('one connection is one writer', async () => {
  const socket = await openRaw(hub.url, '/trainer', hub.token)
  expect(await hello(socket, 'one')).toEqual({ ok: true, next: 0 })
  expect(await hello(socket, 'other')).toMatchObject({
    ok: false,
    why: expect.stringMatching(/is that of writer 'trainer' of run 'one'/),
  })
  expect(await hello(socket, 'one')).toEqual({ ok: true, next: 0 })
  expect(await reports(socket, ...enveloped('other', 0, [startedReport('other')]))).toMatchObject({ ok: false })
  socket.close()
})

const poisoned = runOf('poisoned')
test.each<[string, unknown]>([
  ['a run that is only its id', { type: 'started', run: { id: 'poisoned' }, probes: [], detectors: [] }],
  ['a run without a backend', { type: 'started', run: { ...poisoned, backend: null }, probes: [], detectors: [] }],
  [
    'nested parameters',
    { type: 'started', run: { ...poisoned, parameters: { a: { b: 1 } } }, probes: [], detectors: [] },
  ],
  ['another run than its own', { type: 'started', run: runOf('victim'), probes: [], detectors: [] }],
  ['a Command of nothing', { type: 'applied', command: {}, step: 0 }],
  ['a kind that there is not', { type: 'declared', series: { ...declaration('x'), kind: 'toString' } }],
  ['an end that there is not', { ...ended, how: 'vanished' }],
])('%s is refused, and nothing of its message is stored', async (_what, report) => {
  const socket = await openRaw(hub.url, '/trainer', hub.token)
  expect(await hello(socket, 'poisoned')).toEqual({ ok: true, next: 0 })
  const good = enveloped('poisoned', 0, [startedReport('poisoned')])[0]!
  const bad = { ...good, seq: report === null ? 0 : 1, report }
  const sent = (bodies: unknown[]) => asked(socket, (id) => bytesEvent('/trainer', id, 'reports', pack(bodies, [])))
  expect(await sent([{ ...bad, seq: 0 }])).toMatchObject({ ok: false, why: expect.stringMatching(/reports?[[(]/) })
  expect(await sent([good, bad])).toMatchObject({ ok: false })
  socket.close()
  const store = openSqlite(hub.folder)
  expect(store.has('poisoned')).toBe(false)
  store.close()
  await hub.assertUndisturbed()
})

async function statusOf(run: string): Promise<unknown> {
  const view = (await (await fetch(`${hub.url}/api/runs/${run}`)).json()) as { summary: { status: string } }
  return view.summary.status
}
