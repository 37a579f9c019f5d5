import { COMMAND_TYPES } from '#src/vocabulary/index.ts'
import type { VIEWER_EVENTS } from '#src/schema/events.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../../greeting.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import type { AttackedHub } from './attacked-hub.ts'
import { drawing, mutatedAnywhere, mutatedEvent, type Draw } from './mutate.ts'
import { bytesEvent, event, openRaw, type Frame, type Namespace, type RawSocket } from './raw-socket.ts'

/** What came of so many mutated frames. */
export interface Fuzzed {
  readonly sent: number
  /** Answers that said no, and connections that were ended. */
  readonly refused: number
  readonly ended: number
  readonly accepted: number
}

/** Frames between two looks at what came of them. */
const ROUND = 40
const CONNECTIONS = 12
/** The number of the event by which it is known that those before it are answered. */
const LAST = 1_000_000

/** Sends so many mutated frames over several connections at once; the same ones for the same seed. */
export async function fuzz(hub: AttackedHub, frames: number, seed: number): Promise<Fuzzed> {
  const share = Math.ceil(frames / CONNECTIONS)
  const all = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, i) =>
      fuzzOver(hub, i, Math.min(share, frames - i * share), drawing(seed + i)),
    ),
  )
  const sum = (of: (one: Fuzzed) => number) => all.reduce((total, one) => total + of(one), 0)
  return {
    sent: sum(({ sent }) => sent),
    refused: sum(({ refused }) => refused),
    ended: sum(({ ended }) => ended),
    accepted: sum(({ accepted }) => accepted),
  }
}

async function fuzzOver(hub: AttackedHub, place: number, frames: number, draw: Draw): Promise<Fuzzed> {
  const namespace = place % 2 === 0 ? '/viewer' : '/trainer'
  const run = `fuzz-${place}`
  let [sent, refused, ended, accepted] = [0, 0, 0, 0]
  let socket: RawSocket | null = null
  let seq = 0
  while (sent < frames) {
    socket ??= await begun(hub, namespace, run)
    const corpus = namespace === '/viewer' ? viewerFrames(run) : trainerFrames(run, seq)
    const any = (id: number) => corpus[draw(corpus.length)]!(id)
    const asked = Math.min(ROUND, frames - sent) - 1
    for (let id = 0; id < asked; id++) socket.send(...mutatedEvent(any(id), draw))
    socket.send(...lastOf(namespace))
    await socket.answer(LAST)
    // The last of a round may be no frame of socket.io at all, which ends the connection.
    socket.send(...mutatedAnywhere(any(asked), draw), event(namespace, LAST + 1, 'clock'))
    await socket.answer(LAST + 1)
    sent += asked + 1
    for (const [id, answer] of socket.answers) {
      if (isRefusal(answer)) refused += 1
      else if (id < LAST) accepted += 1
    }
    seq += 1
    socket.forget()
    if (socket.isClosed) {
      ended += 1
      socket = null
    }
  }
  socket?.close()
  return { sent, refused, ended, accepted }
}

/** A connection that has said its hello, as whoever attacks from within would. */
async function begun(hub: AttackedHub, namespace: Namespace, run: string): Promise<RawSocket> {
  const socket = await openRaw(hub.url, namespace, hub.token)
  const greeting = namespace === '/viewer' ? { protocol: PROTOCOL_VERSION } : greetingOf(run)
  socket.send(event(namespace, LAST, 'hello', greeting))
  await socket.answer(LAST)
  socket.forget()
  return socket
}

/** An event that is answered after all that were sent before it. */
function lastOf(namespace: Namespace): Frame[] {
  return namespace === '/viewer'
    ? [event(namespace, LAST, 'list', { size: 0 })]
    : bytesEvent(namespace, LAST, 'reports', new Uint8Array(1))
}

type Frames = (id: number) => Frame[]

/** What viewers say, every event at least once: the type holds that none is left out. */
function viewerFrames(run: string): Frames[] {
  return Object.entries(viewerWords(run)).flatMap(([name, all]) =>
    all.map((given): Frames => (id) => [event('/viewer', id, name, ...given)]),
  )
}

function viewerWords(run: string): Readonly<Record<keyof typeof VIEWER_EVENTS, readonly (readonly unknown[])[]>> {
  const query = { run: 'victim', series: 'loss', from: null, to: 100, points: 50, spacing: 'linear' }
  const when = { id: 'b1', when: 'loss < 1', then: [{ type: 'mark', label: 'low' }, { type: 'pause' }] }
  const among = { where: 'modulus > 1 and name ~ "v.*" and not tag = "x"', archived: 'also', from: 0, size: 10 }
  const band = { center: 'median', band: 'bootstrap', seed: 0 }
  const aggregate = { among, by: ['weightDecay', 'last("loss")'], series: 'loss', ...band, from: 0, to: 90, points: 40 }
  const rest = { spacing: 'log', members: true }
  const sweep = { experiment: 'e', grid: ['a=0,1', 'b=log:1:9:3'], seeds: '2', set: ['c=1'], steps: 9, name: 's', probes: ['p@1'], probeOptions: ['p.k=1'], breaks: ['loss < 1 => pause'], workers: 2 } // prettier-ignore
  return {
    hello: [[{ protocol: PROTOCOL_VERSION }]],
    list: [
      [{ text: 'x', status: ['running'], sort: 'name', descending: false, from: 0, size: 10 }],
      [{ ...among, by: 'at("loss", 3) / area("loss")', values: ['seed', 'delay("a", "b")'], only: 'ids' }],
      [{ regex: '^v.*(m|x)+$', tag: 'a', group: 'g', prefix: 'v', experiment: 'e', ids: ['victim'], removed: false }],
    ],
    columnsOf: [[among]],
    groupsOf: [[{ where: 'rate > 0', size: 10 }, 'weightDecay']],
    aggregate: [
      [{ ...aggregate, ...rest, align: { x: 'step' }, minus: null }],
      [{ ...aggregate, ...rest, align: { x: 'event', event: 'grokked' }, minus: 'victim' }],
      [{ ...aggregate, ...rest, align: { x: 'series', series: 'weight-norm/w1' }, minus: { group: [1, 'x'] } }],
    ],
    effects: [[{ among, of: 'onset("grokked") - min("loss") ^ 2', by: ['weightDecay'], ...band }]],
    factors: [[{ among }]],
    claims: [[run]],
    leads: [[{ among, event: 'grokked', series: ['loss', 'weight-norm/w1'] }]],
    open: [[run]],
    close: [[run]],
    ask: [[[query, { ...query, spacing: 'log' }]]],
    follow: [['victim', ['loss', 'weight-norm/w1']]],
    command: [
      [run, { type: 'attach', probe: 'gini', cadence: { kind: 'every', steps: 5 }, options: { k: 3 } }],
      [run, { type: 'break', breakpoint: when }],
      [run, { type: 'fork', at: 3, set: { rate: 0.1 }, name: 'f', steps: 10 }],
    ],
    cards: [[`sha256:${'0'.repeat(64)}`]],
    remove: [[run]],
    restore: [[run]],
    label: [[run, { name: 'x', tags: ['a', 'b'], note: 'y', archived: false }]],
    note: [[run, { id: 'n', from: 3, to: 9, text: 'x' }]],
    experiments: [[]],
    sweeps: [[]],
    figure: [['critical-phase-diagram']],
    forecast: [[sweep]],
    startSweep: [[sweep]],
    tellSweep: [['s-1', 'cancel']],
    views: [[]],
    changeViews: [
      [{ type: 'save', name: 'near', page: '/compare', query: 'where=seed' }],
      [{ type: 'remove', name: 'near' }],
    ],
    clock: [[]],
  }
}

function trainerFrames(run: string, seq: number): Frames[] {
  const packed = (...reports: Parameters<typeof enveloped>[2]): Frames => {
    const bytes = bytesFromReports(enveloped(run, seq, reports))
    return (id) => bytesEvent('/trainer', id, 'reports', bytes)
  }
  const cadence = { kind: 'every', steps: 5 } as const
  return [
    packed(startedReport(run), { type: 'declared', series: declaration('loss') }),
    packed(measuredReport(scalarColumn('loss', [1, 2, 3], [4, NaN, -Infinity]), scalarColumn('norm/w1', [1], [2]))),
    packed({ type: 'attached', probe: 'gini', step: 3, cadence, options: { k: 2 }, from: 0, past: 'every' }),
    packed({
      type: 'described',
      step: 4,
      parameters: { 'optimizer/lr': 0.1 },
      summary: { best: 'x' },
      settable: [],
      steps: 9,
    }),
    packed({ type: 'applied', command: { type: 'set', key: 'rate', value: 0.1 }, step: 4 }),
    packed({ type: 'marked', mark: { by: 'grokked', step: 9, label: 'Grokked', about: 'above 0.9' } }),
    packed({ type: 'labeled', name: 'x', tags: ['a'], note: null, archived: true }),
    packed({ type: 'noted', note: { id: 'n', from: 3, to: 9, text: 'x' } }),
    packed({ type: 'ended', how: 'stopped', step: 5, msPerStep: 1, weights: 'sha256:0', why: null }),
    (id) => [event('/trainer', id, 'hello', greetingOf(run, { accepts: [...COMMAND_TYPES] }))],
    (id) => [event('/trainer', id, 'clock')],
  ]
}

function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
}
