import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VIEWER_EVENTS } from '#src/schema/events.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { greetingOf } from '../../greeting.ts'
import { startAttackedHub, type AttackedHub } from './attacked-hub.ts'
import { bytesEvent, event, openRaw, type Frame, type Namespace } from './raw-socket.ts'

/** One small packet ended the hub: each of these, and each of its kind, sent to a hub that serves others meanwhile. */
let hub: AttackedHub
beforeAll(async () => {
  hub = await startAttackedHub()
})
afterAll(() => hub[Symbol.asyncDispose]())

const toText = { toString: 1 }
const toNumber = { toString: 1, valueOf: 1 }
const hello = (given: unknown) => ['hello', given] as const
const deep = `42/viewer,1["ask",${'['.repeat(200_000)}${']'.repeat(200_000)}]`
const deepBinary = `451-/viewer,1["ask",${'['.repeat(200_000)}{"_placeholder":true,"num":0}${']'.repeat(200_000)}]`

const aggregate = { among: {}, by: [], series: 'loss', align: { x: 'step' }, center: 'median', band: 'range', seed: 0, from: null, to: null, points: 9, spacing: 'linear', members: false } // prettier-ignore
const effect = { among: {}, of: 'seed', by: [], center: 'mean', band: 'range', seed: 0 }

/** What comes back: an answer that is refused so, the end of the connection, or nothing, since nothing was asked. */
type Outcome = RegExp | 'closed' | 'nothing'

const VIEWER: [what: string, frames: Frame[], outcome: Outcome][] = [
  ['clock(1)', [event('/viewer', 1, 'clock', 1)], /expected nothing with it/],
  ['clock without an answer', [event('/viewer', null, 'clock')], 'closed'],
  ['hello of version 2, and 1', [event('/viewer', 1, 'hello', { protocol: 2 }, 1)], /protocol version 2/],
  [
    'hello of a version that is no number',
    [event('/viewer', 1, ...hello({ protocol: toNumber }))],
    /speaks no version/,
  ],
  ['hello of a version that is a text', [event('/viewer', 1, ...hello({ protocol: '3' }))], /speaks no version/],
  ['hello of nothing', [event('/viewer', 1, 'hello')], /speaks no version/],
  ['hello of null', [event('/viewer', 1, 'hello', null)], /speaks no version/],
  ['hello, and 1', [event('/viewer', 1, 'hello', { protocol: PROTOCOL_VERSION }, 1)], /expected just hello/],
  ['hello without an answer', [event('/viewer', null, 'hello', { protocol: PROTOCOL_VERSION })], 'closed'],
  ['close of what is no name', [event('/viewer', null, 'close', toText)], 'nothing'],
  ['close of what is no name, asked', [event('/viewer', 1, 'close', toText)], /At run: expected a run id/],
  ['close of nothing', [event('/viewer', null, 'close')], 'nothing'],
  ['follow(5)', [event('/viewer', null, 'follow', 5)], 'nothing'],
  ['follow()', [event('/viewer', null, 'follow')], 'nothing'],
  ['follow of what is no name', [event('/viewer', 1, 'follow', toText, [])], /At run: expected a run id/],
  ['follow of no list', [event('/viewer', 1, 'follow', 'victim', toText)], /At series: expected a list of series/],
  ['follow of a list of records', [event('/viewer', 1, 'follow', 'victim', [toText])], /At series\[0\]: expected/],
  ["ask('x', 7)", [event('/viewer', 1, 'ask', 'x', 7)], /expected just queries/],
  ['ask of records', [event('/viewer', 1, 'ask', [toText])], /At queries\[0\].run: expected a run id/],
  [
    'ask of bytes',
    bytesEvent('/viewer', 1, 'ask', new Uint8Array(9)),
    /At queries: expected a list of queries, got 9 bytes/,
  ],
  ['ask of depth', [deep], /At queries\[0\].run: expected a run id/],
  ['ask of depth with bytes in it', [deepBinary, new Uint8Array(1)], 'closed'],
  ['command(run)', [event('/viewer', 1, 'command', 'victim')], /expected just run, command/],
  ['command of null', [event('/viewer', 1, 'command', 'victim', null)], /At command: expected one of pause/],
  [
    'command of a run that is none',
    [event('/viewer', 1, 'command', toText, { type: 'pause' })],
    /At run: expected a run id/,
  ],
  ['open of 20 MB', [event('/viewer', 1, 'open', 'x'.repeat(20_000_000))], 'closed'],
  ['open of 1,000 letters', [event('/viewer', 1, 'open', 'x'.repeat(1000))], /At run: expected a run id/],
  ['open of a way out', [event('/viewer', 1, 'open', '../../evil')], /At run: expected a run id/],
  ['open of nobody', [event('/viewer', 1, 'open', 'nobody')], /nobody/],
  ['claims of what is no name', [event('/viewer', 1, 'claims', toText)], /At run: expected a run id/],
  ['claims of nobody', [event('/viewer', 1, 'claims', 'nobody')], /nobody/],
  ['list of null', [event('/viewer', 1, 'list', null)], /At question: expected a question about runs/],
  ['list of a size that is none', [event('/viewer', 1, 'list', { size: 1e300 })], /At question.size/],
  ['cards of a way out', [event('/viewer', 1, 'cards', '../..')], /At hash: expected a hash of cards/],
  ['remove of what is no name', [event('/viewer', 1, 'remove', [])], /At run: expected a run id/],
  ['remove of a run that goes on', [event('/viewer', 1, 'remove', 'victim')], /goes on; stop it/],
  ['restore of what was not removed', [event('/viewer', 1, 'restore', 'nobody')], /nobody/],
  ['a label of nobody', [event('/viewer', 1, 'label', 'nobody', { name: 'x' })], /nobody/],
  [
    'a label of a name without end',
    [event('/viewer', 1, 'label', 'victim', { name: 'x'.repeat(1e5) })],
    /At label.name/,
  ],
  ['a note on the prototype', [event('/viewer', 1, 'note', 'victim', { __proto__: 1 })], /At note.id: expected the id/],
  ['a label of nothing', [event('/viewer', 1, 'label', 'victim', {})], /At label: expected a label with any of name/],
  ['a label of the prototype', [event('/viewer', 1, 'label', 'victim', { toString: 1 })], /At label/],
  ['a label(run)', [event('/viewer', 1, 'label', 'victim')], /expected just run, label/],
  ['a label of two lines', [event('/viewer', 1, 'label', 'victim', { name: 'a\nb' })], /At label.name/],
  ['a tag that is a record', [event('/viewer', 1, 'label', 'victim', { tags: [toText] })], /At label.tags\[0\]/],
  ['a note of nobody', [event('/viewer', 1, 'note', 'nobody', { id: 'n', from: 0, to: 0, text: 'x' })], /nobody/],
  [
    'a note of 1 MB',
    [event('/viewer', 1, 'note', 'victim', { id: 'n', from: 0, to: 0, text: 'x'.repeat(9e5) })],
    /At note.text/,
  ],
  [
    'a note whose id leads out',
    [event('/viewer', 1, 'note', 'victim', { id: '../n', from: 0, to: 0, text: 'x' })],
    /At note.id/,
  ],
  [
    'a list where nothing can be read',
    [event('/viewer', 1, 'list', { where: 'rate >' })],
    /At character 7 of 'rate >'/,
  ],
  ['a list of brackets', [event('/viewer', 1, 'list', { where: '('.repeat(1000) })], /at most 20 nested brackets/],
  [
    'a list of an expression of 500 KB',
    [event('/viewer', 1, 'list', { where: 'x'.repeat(500_000) })],
    /At question.where: expected an expression of runs, at most 1000/,
  ],
  ['a list by what takes for ever', [event('/viewer', 1, 'list', { regex: '(a+)+\\1' })], /time beyond proportion/],
  [
    'a list where a pattern is none',
    [event('/viewer', 1, 'list', { where: 'name ~ "("' })],
    /expected a regular expression/,
  ],
  [
    'a list where a pattern takes for ever',
    [event('/viewer', 1, 'list', { where: 'name ~ "(?=a)a{9999}"' })],
    /time beyond proportion/,
  ],
  [
    'a list by a function of the prototype',
    [event('/viewer', 1, 'list', { by: 'constructor("x")' })],
    /At character 1 of 'constructor/,
  ],
  [
    'a list of values without end',
    [event('/viewer', 1, 'list', { values: Array(65).fill('seed') })],
    /At question.values: expected at most 64/,
  ],
  ['a list of values that are records', [event('/viewer', 1, 'list', { values: [toText] })], /At question.values\[0\]/],
  ['columns of null', [event('/viewer', 1, 'columnsOf', null)], /At question: expected a question about runs/],
  ['groups by nothing', [event('/viewer', 1, 'groupsOf', {})], /expected just question, by/],
  ['groups by no expression', [event('/viewer', 1, 'groupsOf', {}, toText)], /At by: expected an expression/],
  ['an aggregate of nothing', [event('/viewer', 1, 'aggregate', {})], /At question/],
  [
    'an aggregate along the prototype',
    [event('/viewer', 1, 'aggregate', { ...aggregate, align: { x: 'constructor' } })],
    /At question.align.*an alignment whose x is/,
  ],
  [
    'an aggregate of too many points',
    [event('/viewer', 1, 'aggregate', { ...aggregate, points: 1e9 })],
    /At question.points/,
  ],
  [
    'an aggregate by too much',
    [event('/viewer', 1, 'aggregate', { ...aggregate, by: Array(9).fill('seed') })],
    /At question.by: expected at most 8/,
  ],
  [
    'an aggregate from nowhere',
    [event('/viewer', 1, 'aggregate', { ...aggregate, from: toNumber })],
    /At question.from/,
  ],
  ['an aggregate less nobody', [event('/viewer', 1, 'aggregate', { ...aggregate, minus: 'nobody' })], /nobody/],
  [
    'an aggregate less no group',
    [event('/viewer', 1, 'aggregate', { ...aggregate, minus: { group: ['__proto__'] } })],
    /no group of these runs/,
  ],
  ['effects of a word', [event('/viewer', 1, 'effects', { ...effect, of: 'name' })], /expected a number of each run/],
  ['effects of a condition', [event('/viewer', 1, 'effects', { ...effect, of: 'seed > 1' })], /At character/],
  ['factors of a list', [event('/viewer', 1, 'factors', [])], /At question/],
  [
    'leads of too many series',
    [event('/viewer', 1, 'leads', { among: {}, event: 'e', series: Array(257).fill('loss') })],
    /At question.series: expected at most 256/,
  ],
  [
    'leads of an event without end',
    [event('/viewer', 1, 'leads', { among: {}, event: 'e'.repeat(9999), series: [] })],
    /At question.event/,
  ],
  ['experiments(1)', [event('/viewer', 1, 'experiments', 1)], /expected nothing with it/],
  ['sweeps(1)', [event('/viewer', 1, 'sweeps', 1)], /expected nothing with it/],
  ['figure()', [event('/viewer', 1, 'figure')], /expected just experiment/],
  ['figure(7)', [event('/viewer', 1, 'figure', 7)], /experiment: expected the id of an experiment/],
  ['a forecast of null', [event('/viewer', 1, 'forecast', null)], /At sweep: expected a sweep/],
  ['a forecast where nothing makes sweeps', [event('/viewer', 1, 'forecast', { experiment: 'e' })], /makes no sweeps/],
  [
    'a sweep of 64 processes and one',
    [event('/viewer', 1, 'startSweep', { experiment: 'e', workers: 65 })],
    /At sweep.workers/,
  ],
  [
    'a sweep of grids without end',
    [event('/viewer', 1, 'startSweep', { experiment: 'e', grid: Array(17).fill('a=1') })],
    /At sweep.grid: expected at most 16/,
  ],
  [
    'a sweep that leads out',
    [event('/viewer', 1, 'tellSweep', '../../evil', 'cancel')],
    /At sweep: expected the id of a sweep/,
  ],
  [
    'a deed of the prototype',
    [event('/viewer', 1, 'tellSweep', 's', 'constructor')],
    /At deed: expected one of cancel, resume, rerun/,
  ],
  ['views(1)', [event('/viewer', 1, 'views', 1)], /expected nothing with it/],
  ['a change of views of the prototype', [event('/viewer', 1, 'changeViews', { type: 'constructor' })], /At change/],
  ['an event that nobody knows', [event('/viewer', 1, 'explode')], /Unknown event 'explode'/],
  ['an event called error', [event('/viewer', 1, 'error', 'x')], /Unknown event 'error'/],
  ['error without an answer', [event('/viewer', null, 'error', 'x')], 'closed'],
  ['an event of the prototype', [event('/viewer', 1, 'constructor')], /Unknown event 'constructor'/],
  ['an event called __proto__', [event('/viewer', 1, '__proto__', {})], /Unknown event '__proto__'/],
  ['an event that is a number', ['42/viewer,1[7]'], /Unknown event '7'/],
  ['an event without a name', ['42/viewer,1[]'], 'closed'],
  ['an event that socket.io keeps for itself', [event('/viewer', 1, 'disconnecting')], 'closed'],
  ['an answer to what was not asked', ['43/viewer,999["x"]'], 'nothing'],
  ['an answer that is no list', ['43/viewer,999{}'], 'closed'],
  ['an event that is no JSON', ['42/viewer,1["ask"'], 'closed'],
  ['bytes that were not announced', [new Uint8Array(64)], 'closed'],
  ['text where bytes were announced', ['451-/viewer,1["ask",{"_placeholder":true,"num":0}]', 'x'], 'closed'],
  ['more attachments than come', ['4599999-/viewer,1["ask"]', event('/viewer', 2, 'clock')], 'closed'],
  [
    'a placeholder beyond the attachments',
    ['451-/viewer,1["ask",{"_placeholder":true,"num":7}]', new Uint8Array(1)],
    'closed',
  ],
  ['a namespace that is none', ['42/nowhere,1["x"]'], 'closed'],
  ['a second greeting of the namespace', ['40/viewer,{}'], 'closed'],
  ['a packet of no kind', ['49/viewer,1["x"]'], 'closed'],
  ['a message of no kind', ['z'], 'closed'],
]

const greeting = greetingOf('attacked')
const TRAINER: [what: string, frames: Frame[], outcome: Outcome][] = [
  ['reports()', [event('/trainer', 1, 'reports')], /expected just reports/],
  ["reports('x', 1)", [event('/trainer', 1, 'reports', 'x', 1)], /expected just reports/],
  ["reports('x')", [event('/trainer', 1, 'reports', 'x')], /expected packed bytes, got 'x'/],
  ['reports of a list', [event('/trainer', 1, 'reports', [1])], /expected packed bytes/],
  ['reports before hello', bytesEvent('/trainer', 1, 'reports', new Uint8Array(8)), /come after a hello/],
  [
    'reports without an answer',
    ['451-/trainer,["reports",{"_placeholder":true,"num":0}]', new Uint8Array(8)],
    'closed',
  ],
  ['hello of a run alone', [event('/trainer', 1, ...hello({ run: 'r' }), 1)], /speaks no version/],
  ['hello of the version before', [event('/trainer', 1, ...hello({ protocol: 2, run: 'r' }))], /protocol version 2/],
  [
    'hello of a way out',
    [event('/trainer', 1, ...hello({ ...greeting, run: '../../evil' }))],
    /At hello.run: expected a run id/,
  ],
  [
    'hello of a writer that leads out',
    [event('/trainer', 1, ...hello({ ...greeting, writer: '../x' }))],
    /At hello.writer/,
  ],
  ['hello of a run that is a record', [event('/trainer', 1, ...hello({ ...greeting, run: toText }))], /At hello.run/],
  ['hello without a secret', [event('/trainer', 1, ...hello({ ...greeting, secret: undefined }))], /At hello.secret/],
  ['hello with a short secret', [event('/trainer', 1, ...hello({ ...greeting, secret: 'x' }))], /At hello.secret/],
  [
    'hello that obeys what there is not',
    [event('/trainer', 1, ...hello({ ...greeting, accepts: ['fly'] }))],
    /At hello.accepts\[0\]/,
  ],
  [
    'hello of a clock that is a record',
    [event('/trainer', 1, ...hello({ ...greeting, clockAheadMs: toNumber }))],
    /At hello.clockAheadMs/,
  ],
  ['clock(1)', [event('/trainer', 1, 'clock', 1)], /expected nothing with it/],
  ['an event of viewers', [event('/trainer', 1, 'ask', [])], /Unknown event 'ask'/],
  ['2 MB before hello', bytesEvent('/trainer', 1, 'reports', new Uint8Array(2 * 1024 * 1024)), 'closed'],
  ['60 MB before hello', bytesEvent('/trainer', 1, 'reports', new Uint8Array(60 * 1024 * 1024)), 'closed'],
]

const EVERY: [Namespace, string, Frame[], Outcome][] = [
  ...VIEWER.map(([what, frames, outcome]): [Namespace, string, Frame[], Outcome] => ['/viewer', what, frames, outcome]),
  ...TRAINER.map(([what, frames, outcome]): [Namespace, string, Frame[], Outcome] => [
    '/trainer',
    what,
    frames,
    outcome,
  ]),
]

describe('a packet costs whoever sent it at most', () => {
  test('and there is one of every event', () => {
    const said = VIEWER.map(([, frames]) => /^42\/viewer,\d*\["(\w+)"/.exec(String(frames[0]))?.[1])
    expect(Object.keys(VIEWER_EVENTS).filter((name) => !said.includes(name))).toEqual([])
  })

  test.each(EVERY)('%s: %s', async (namespace, _what, frames, outcome) => {
    const before = await hub.health()
    const socket = await openRaw(hub.url, namespace, hub.token)
    expect(socket.isClosed).toBe(false)
    socket.send(...frames)
    if (outcome === 'closed') await socket.closed
    else {
      if (outcome !== 'nothing')
        expect(await socket.answer(1)).toMatchObject({ ok: false, why: expect.stringMatching(outcome) })
      // The connection goes on.
      socket.send(event(namespace, 77, 'clock'))
      expect(await socket.answer(77)).toEqual(expect.any(Number))
    }
    socket.close()
    await hub.assertUndisturbed()
    const after = await hub.health()
    // An answer to what nobody asked is dropped; all else is told no, and that is counted.
    if (!frames.some((frame) => String(frame).startsWith('43/viewer,999[')))
      expect(after.refusals).toBeGreaterThan(before.refusals)
    expect(after.errors).toBe(0)
    expect(hub.lives).toBe(true)
  })

  test('the namespace that nobody serves lets nobody in', async () => {
    const socket = await openRaw(hub.url, null)
    socket.send('40', '42["error","x"]')
    await socket.closed
    await hub.assertUndisturbed()
  })

  test('nothing of all that was stored or printed', async () => {
    const runs = (await (await fetch(`${hub.url}/api/runs`)).json()) as { run: { id: string } }[]
    expect(runs.map(({ run }) => run.id)).toEqual(['victim'])
    expect(hub.filesAround()).toEqual([])
    expect(hub.printed()).toBe('')
  })
})
