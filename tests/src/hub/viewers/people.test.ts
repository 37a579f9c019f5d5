import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PEOPLE, type Envelope, type Fact, type NoteChange, type RunSummary } from '#src/vocabulary/index.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../../store/reports.ts'
import { eventually, send, startWorld, type ViewerClient, type World } from '../world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ graceMs: 3_600_000 })
  world.store.ingest(
    enveloped('r', 0, [startedReport('r'), measuredReport(scalarColumn('loss', [0, 1, 2], [3, 2, 1]))]),
  )
})
afterEach(() => world.close())

/** A page that has said hello, and everything that it hears. */
async function page(viewer: ViewerClient) {
  const heard = { lines: [] as RunSummary[], facts: [] as Envelope<Fact>[] }
  viewer.on('run', (line) => heard.lines.push(line))
  viewer.on('fact', (fact) => heard.facts.push(fact))
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  return { viewer, heard }
}
const note = (changed: Partial<NoteChange> = {}): NoteChange => ({ id: 'n', from: 1, to: 2, text: 'Here', ...changed })

test('what one page says of a run is on the disk when it is answered, and on every other page at once', async () => {
  const [one, other] = [await page(await world.viewer()), await page(await world.viewer())]
  await other.viewer.emitWithAck('open', 'r')
  const { lastReportAt } = world.store.summary('r')
  expect(await one.viewer.emitWithAck('label', 'r', { name: 'Wide', tags: ['paper'] })).toEqual({ ok: true })
  expect(world.store.summary('r')).toMatchObject({ run: { name: 'Wide' }, tags: ['paper'], note: null, lastReportAt })
  expect(await one.viewer.emitWithAck('note', 'r', note())).toEqual({ ok: true })
  expect(world.store.facts('r').at(-1)).toMatchObject({
    writer: PEOPLE,
    seq: 1,
    report: { type: 'noted', note: note() },
  })
  await eventually(() => other.heard.facts.length === 2)
  expect(other.heard.facts).toEqual(world.store.facts('r').slice(-2))
  await eventually(() => other.heard.lines.some(({ run, tags }) => run.name === 'Wide' && tags[0] === 'paper'))

  expect(await other.viewer.emitWithAck('note', 'r', note({ text: null }))).toEqual({ ok: true })
  expect(await other.viewer.emitWithAck('label', 'r', { name: null, archived: true })).toEqual({ ok: true })
  await eventually(() => one.heard.lines.some(({ run, archived }) => run.name === 'r' && archived))
  expect(stateFromFacts(world.store.facts('r'))).toMatchObject({
    notes: [],
    labels: { name: null, tags: ['paper'], note: null, archived: true },
  })
})

test('what many say at once is all kept, of each page in its order, while the trainer goes on', async () => {
  const trainer = await world.trainer('r')
  const pages = await Promise.all([0, 1, 2].map(async () => page(await world.viewer())))
  const answers = await Promise.all([
    ...pages.flatMap(({ viewer }, p) =>
      Array.from({ length: 20 }, (_, i) =>
        viewer.emitWithAck('note', 'r', note({ id: `n${p}-${i % 10}`, text: `${i}` })),
      ),
    ),
    ...Array.from({ length: 20 }, (_, i) =>
      send(trainer, enveloped('r', 2 + i, [measuredReport(scalarColumn('loss', [3 + i], [1]))])),
    ),
  ])
  expect(answers.filter(({ ok }) => !ok)).toEqual([])
  const facts = world.store.facts('r').filter(({ writer }) => writer === PEOPLE)
  expect(facts.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i))
  const { notes } = stateFromFacts(world.store.facts('r'))
  expect(new Set(notes.map(({ id, text }) => `${id} ${text}`))).toEqual(
    new Set([0, 1, 2].flatMap((p) => Array.from({ length: 10 }, (_, i) => `n${p}-${i} ${10 + i}`))),
  )
  expect(world.store.next('r')).toBe(22)
})

test('the next hub goes on counting, and a run that has ended is noted on all the same', async () => {
  world.store.ingest(
    enveloped('r', 2, [{ type: 'ended', how: 'completed', step: 2, msPerStep: 1, weights: 'sha256:0', why: null }]),
  )
  await (await world.viewer()).emitWithAck('note', 'r', note())
  const { folder } = world
  await world.hub.close()
  const again = await startWorld({}, folder)
  try {
    expect(await (await again.viewer()).emitWithAck('note', 'r', note({ text: 'There' }))).toEqual({ ok: true })
    expect(again.store.summary('r')).toMatchObject({ status: 'completed', step: 2 })
    expect(stateFromFacts(again.store.facts('r')).notes).toEqual([{ ...note(), text: 'There' }])
  } finally {
    await again.close()
  }
})

test.each<[what: string, event: 'label' | 'note', run: string, given: object, why: RegExp]>([
  ['of a run that is not there', 'label', 'q', { name: 'x' }, /Unknown run 'q'/],
  ['without anything', 'label', 'r', {}, /At label: expected a label with any of name, tags, note and archived/],
  ['with a name that shows nothing', 'label', 'r', { name: ' ' }, /At label.name: expected a name of 1 to 256/],
  ['with a tag of two lines', 'label', 'r', { tags: ['a\nb'] }, /At label.tags\[0\]: expected a tag/],
  ['that ends before it begins', 'note', 'r', note({ from: 5 }), /At note.to: expected a last step that is no earlier/],
  ['without a word', 'note', 'r', note({ text: '' }), /At note.text: expected a text of 1 to 8192/],
])('what is said %s is refused, and nothing is kept', async (_what, event, run, given, why) => {
  const { viewer } = await page(await world.viewer())
  const before = world.store.facts('r')
  const answer = await viewer.emitWithAck(event as 'label', run, given)
  expect(answer).toMatchObject({ ok: false, why: expect.stringMatching(why) })
  expect(world.store.facts('r')).toEqual(before)
  // Whoever was refused before harms nobody who comes after.
  expect(await viewer.emitWithAck('note', 'r', note())).toEqual({ ok: true })
})

test('who may only look says nothing of a run', async () => {
  const { viewer } = await page(io(`${world.hub.url}/viewer`, { transports: ['websocket'], forceNew: true }))
  try {
    const refused = { ok: false, why: expect.stringContaining('phasescope open') }
    expect(await viewer.emitWithAck('label', 'r', { name: 'Mine' })).toEqual(refused)
    expect(await viewer.emitWithAck('note', 'r', note())).toEqual(refused)
    expect(world.store.facts('r')).toHaveLength(1)
  } finally {
    viewer.disconnect()
  }
})

test('nobody else is the writer that stands for people', async () => {
  await expect(world.trainer('r', { writer: PEOPLE })).rejects.toThrow("Writer 'people' stands for whoever looks on")
})
