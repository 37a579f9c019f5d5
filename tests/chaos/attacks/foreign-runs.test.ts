import { afterAll, beforeAll, expect, test } from 'vitest'
import { BOUNDS, charactersOf, type Report } from '#src/vocabulary/index.ts'
import { cardOf } from '#probes/define.ts'
import { weightNorm } from '#probes/weight-norm.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../../greeting.ts'
import { foreignStarted } from '../../src/store/foreign-runs.ts'
import { declaration, enveloped, measuredReport, scalarColumn } from '../../src/store/reports.ts'
import { startAttackedHub, type AttackedHub } from './attacked-hub.ts'
import { bytesEvent, event, openRaw, type RawSocket } from './raw-socket.ts'

/** A script that may report, and reports what harms whoever looks at its run, or at the list that it is in. */
let hub: AttackedHub
beforeAll(async () => {
  hub = await startAttackedHub()
})
afterAll(() => hub[Symbol.asyncDispose]())

let lastId = 0

/** A writer of a run, let in by a secret of its own. */
async function writer(
  run: string,
  name = 'trainer',
): Promise<{ socket: RawSocket; say(...reports: Report[]): Promise<unknown> }> {
  // prettier-ignore
  const socket = await openRaw(hub.url, '/trainer', hub.token)
  const id = ++lastId
  socket.send(event('/trainer', id, 'hello', greetingOf(run, { writer: name, accepts: [] })))
  expect(await socket.answer(id)).toEqual({ ok: true, next: 0 })
  let seq = 0
  return {
    socket,
    async say(...reports) {
      const asked = ++lastId
      const envelopes = enveloped(run, seq, reports).map((one) => (name === 'trainer' ? one : { ...one, writer: name }))
      socket.send(...bytesEvent('/trainer', asked, 'reports', bytesFromReports(envelopes)))
      const answer = await socket.answer(asked)
      if ((answer as { ok?: boolean } | null)?.ok === true) seq += reports.length
      return answer
    },
  }
}

const settingsOf = (words: number, text: string) =>
  Object.fromEntries(Array.from({ length: words }, (_, i) => [`setting-${i}`, text]))
const get = (path: string) => fetch(`${hub.url}/api/${path}`, { headers: { authorization: `Bearer ${hub.token}` } })
const offered = (id: string, more: object = {}): Report => ({ type: 'offered', probe: { ...cardOf(weightNorm), id, ...more }, file: 'mine.ts', step: 0 }) // prettier-ignore

test('settings and summaries keep nobody from the list of runs', async () => {
  const [most, beyond] = [settingsOf(500, '"<b>'.repeat(500)), settingsOf(1000, 'x'.repeat(8000))]
  for (let i = 0; i < 20; i++) {
    const run = await writer(`long-${i}`)
    expect(await run.say(foreignStarted(`long-${i}`, { parameters: most }))).toEqual({ ok: true, next: 1 })
    expect(await run.say({ type: 'described', step: 0, summary: most })).toEqual({ ok: true, next: 2 })
    const more = Object.fromEntries(Object.entries(most).map(([key, value]) => [`${key}-too`, value]))
    expect(await run.say({ type: 'described', step: 0, summary: more })).toMatchObject({
      ok: false,
      why: expect.stringMatching(/summary: expected at most 1048576 characters with those before/) as string,
      never: { seq: 2, series: null },
    })
    run.socket.close()
  }
  const large = await writer('large')
  expect(await large.say(foreignStarted('large', { parameters: beyond }))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/parameters: expected settings of at most 1048576 characters together/) as string,
  })
  large.socket.close()
  const text = await (await get('runs')).text()
  const runs = JSON.parse(text) as { run: { id: string; parameters: object; summary: object } }[]
  const long = runs.filter(({ run }) => run.id.startsWith('long-'))
  expect(long).toHaveLength(20)
  for (const { run } of long)
    expect([run.parameters, run.summary].map((one) => charactersOf(one as never) <= BOUNDS.lineCharacters)).toEqual([true, true]) // prettier-ignore
  const view = (await (await get('runs/long-3')).json()) as { summary: { run: { parameters: object } } }
  expect(view.summary.run.parameters).toEqual(most)
  await hub.assertUndisturbed()
})

test(
  'a run that says without end what it is and what it offers can be opened, and its end is heard',
  { timeout: 600_000 },
  async () => {
    const run = await writer('talks')
    const text = 'x'.repeat(8000)
    await run.say(foreignStarted('talks'))
    for (let i = 0; i < 90; i++) {
      const summary = settingsOf(100, `${i}${text}`)
      expect(await run.say({ type: 'described', step: i, summary }, offered(`mine-${i}`, { caveat: text }))).toMatchObject({ ok: true }) // prettier-ignore
      if (i % 30 === 29) await hub.assertUndisturbed()
    }
    expect(await run.say({ type: 'ended', how: 'completed', step: 90, msPerStep: 1, weights: '', why: null })).toMatchObject({ ok: true }) // prettier-ignore
    const answer = await get('runs/talks')
    const view = (await answer.json()) as { summary: { status: string }; facts: { report: Report }[] }
    expect([answer.status, view.summary.status]).toEqual([200, 'completed'])
    expect(JSON.stringify(view.facts).length).toBeLessThan(BOUNDS.factBytes + BOUNDS.neededFactBytes)
    const marks = view.facts.flatMap(({ report }) => (report.type === 'marked' ? [report.mark] : []))
    expect(marks).toMatchObject([{ by: 'facts-dropped', label: 'Not all is kept' }])
    run.socket.close()
    await hub.assertUndisturbed()
  },
)

test('two writers that contradict each other: what is whose stays whose', async () => {
  const [main, beside] = [await writer('both'), await writer('both', 'beside')]
  const ours: Report = { type: 'declared', series: declaration('loss') }
  expect(await beside.say(ours)).toMatchObject({ ok: false })
  expect(await main.say(foreignStarted('both', { parameters: { rate: 1 } }), ours, measuredReport(scalarColumn('loss', [0], [1])))).toEqual({ ok: true, next: 3 }) // prettier-ignore
  const contradictions: Report[] = [
    { type: 'described', step: 0, parameters: { rate: 2 }, summary: { loss: 0 } },
    { type: 'ended', how: 'failed', step: 0, msPerStep: 1, weights: '', why: 'no' },
    { type: 'resumed', step: 7 },
    { type: 'applied', command: { type: 'stop' }, step: 0 },
    measuredReport(scalarColumn('loss', [0], [2])),
    { type: 'declared', series: { ...declaration('loss'), kind: 'matrix' } },
    { type: 'absent', series: 'loss', step: 0, why: 'no' },
    { type: 'thinned', from: 0, to: 9, kept: 0, of: 10, why: 'no', columns: [scalarColumn('loss', [0], [2])] },
  ]
  for (const report of contradictions) {
    const answer = await beside.say(report)
    expect(answer, report.type).toMatchObject({ ok: false, never: { seq: 0 } })
  }
  for (const { socket } of [main, beside]) socket.close()
  const view = (await (await get('runs/both')).json()) as { summary: { status: string; run: { parameters: object; summary?: object } }; facts: unknown[] } // prettier-ignore
  expect(view.summary).toMatchObject({ status: 'running', run: { parameters: { rate: 1 } } })
  expect(view.summary.run.summary).toBeUndefined()
  expect(view.facts).toHaveLength(2)
  await hub.assertUndisturbed()
})

test('what a run of ours says of its probes is not said anew by a writer beside it, whose own probes are heard', async () => {
  const main = await writer('ours')
  const card = cardOf(weightNorm)
  expect(await main.say({ ...foreignStarted('ours'), probes: [card] } as Report)).toEqual({ ok: true, next: 1 })
  const beside = await writer('ours', 'beside')
  const markup = '<img src=x onerror=alert(1)>'
  expect(await beside.say(offered('weight-norm', { about: markup }))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/has a probe 'weight-norm' in its own catalogue/) as string,
    never: { seq: 0 },
  })
  expect(await beside.say(offered('my-norm', { about: markup }))).toEqual({ ok: true, next: 1 })
  expect(await beside.say(offered('my-norm', { formula: 'x'.repeat(BOUNDS.formula + 1) }))).toMatchObject({ ok: true }) // prettier-ignore
  for (const { socket } of [main, beside]) socket.close()
  const view = (await (await get('runs/ours')).json()) as { facts: { report: Report }[] }
  const offers = view.facts.flatMap(({ report }) => (report.type === 'offered' ? [report.probe.id] : []))
  expect(offers).toEqual(['my-norm'])
  await hub.assertUndisturbed()
})

test(
  'of series without end, undeclared ones too, as many are kept as a run can be opened with',
  { timeout: 600_000 },
  async () => {
    const [main, beside] = [await writer('wide'), await writer('wide', 'beside')]
    const many = (of: string, from: number, count: number) =>
      measuredReport(...Array.from({ length: count }, (_, i) => scalarColumn(`${of}-${from + i}`, [0], [i])))
    const full = (most: number) => ({
      ok: false,
      why: expect.stringContaining(`Run 'wide' has ${most} series`) as string,
      never: { seq: expect.any(Number) as number, series: expect.stringMatching(/^(ours|theirs)-/) as string },
    })
    await main.say(foreignStarted('wide'))
    for (let from = 0; from < 2; from++) expect(await beside.say(many('theirs', from * 16_384, 16_384))).toMatchObject({ ok: true }) // prettier-ignore
    expect(await beside.say(many('theirs', 40_000, 1))).toMatchObject(full(BOUNDS.series / 2))
    for (let from = 0; from < 2; from++) expect(await main.say(many('ours', from * 16_384, 16_384))).toMatchObject({ ok: true }) // prettier-ignore
    expect(await main.say(many('ours', 40_000, 1))).toMatchObject(full(BOUNDS.series))
    expect(await main.say(many('ours', 0, 3))).toMatchObject({ ok: true })
    const view = (await (await get('runs/wide')).json()) as { series: unknown[] }
    expect(view.series).toHaveLength(BOUNDS.series)
    for (const { socket } of [main, beside]) socket.close()
    await hub.assertUndisturbed()
  },
)

test.each<[string, unknown]>([
  ['of ten megabytes', { name: 'x'.repeat(10_000_000), version: '1', framework: null }],
  ['with a line end', { name: 'js\n', version: '1', framework: null }],
  ['without a name', { name: '', version: '1', framework: null }],
  ['whose framework is an object', { name: 'js', version: '1', framework: { toString: 'x' } }],
  ['that is a word', 'js'],
])('a client %s is refused, briefly, and its run is not there', async (_, client) => {
  const run = await writer('odd-client')
  const answer = (await run.say(foreignStarted('odd-client', { client: client as never }))) as {
    ok: boolean
    why: string
  }
  expect(answer).toMatchObject({ ok: false, why: expect.stringMatching(/client/) as string })
  expect(answer.why.length).toBeLessThan(1000)
  run.socket.close()
  await hub.assertUndisturbed()
})

test('nobody goes on with a run by its id alone, nor begins it a second time', async () => {
  const owner = await writer('owned')
  await owner.say(foreignStarted('owned'), { type: 'ended', how: 'completed', step: 3, msPerStep: 1, weights: '', why: null }) // prettier-ignore
  owner.socket.close()
  const thief = await openRaw(hub.url, '/trainer', hub.token)
  const ask = async (...[name, given]: [string, unknown]) => {
    const id = ++lastId
    thief.send(event('/trainer', id, name, given))
    return thief.answer(id)
  }
  expect(await ask('hello', greetingOf('owned', { secret: 't'.repeat(43) }))).toMatchObject({ ok: false, why: expect.stringMatching(/does not have its secret/) as string }) // prettier-ignore
  // As a writer beside it: it is let in, and can say none of what moves the run.
  expect(await ask('hello', greetingOf('owned', { writer: 'thief', secret: 't'.repeat(43) }))).toMatchObject({ ok: true }) // prettier-ignore
  for (const report of [{ type: 'resumed', step: 4 }, foreignStarted('owned')] as Report[]) {
    const id = ++lastId
    thief.send(...bytesEvent('/trainer', id, 'reports', bytesFromReports(enveloped('owned', 0, [report]).map((one) => ({ ...one, writer: 'thief' }))))) // prettier-ignore
    expect(await thief.answer(id)).toMatchObject({ ok: false })
  }
  thief.close()
  const view = (await (await get('runs/owned')).json()) as { summary: { status: string }; accepts: unknown[] }
  expect(view).toMatchObject({ summary: { status: 'completed' }, accepts: [] })
  await hub.assertUndisturbed()
})
