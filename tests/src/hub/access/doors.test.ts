import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as overHttp, type OutgoingHttpHeaders } from 'node:http'
import { request as overTls } from 'node:https'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createToken } from '#src/access/index.ts'
import type { HubOptions } from '#src/hub/hub.ts'
import type { Sweeps } from '#src/hub/sweeps.ts'
import { VIEWER_EVENTS } from '#src/schema/events.ts'
import type { FigureSoFar, SweepForecast, SweepStatus } from '#src/vocabulary/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { questionAbout } from '../../store/studied.ts'
import { declaration, enveloped, startedReport } from '../../store/reports.ts'
import { greetingOf } from '../../../greeting.ts'
import { newFolder, startWorld, type World } from '../world.ts'

/**
 * Every door of a hub, and who may pass: the table is the promise, and a real hub is asked for each of its cells over real
 * sockets. `sent` is what a request carries.
 */
const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../../fixtures/tls', name), 'utf8')
const tls = { certificate: fixture('certificate.pem'), key: fixture('key.pem') }
const PLACES = { 'on this machine': {}, private: { isPrivate: true }, 'elsewhere, over TLS': { host: '0.0.0.0', tls } }
/** The Host is what is tried here, not what the certificate vouches for. */
const checkServerIdentity = () => undefined
const RUN = 'grok-1'
/** A run without a trainer, which can be removed. */
const OVER = 'grok-0'
/** Stands for the hash of the cards of the run, which its hub knows. */
const CARDS = Symbol('cards')
const HELLO = ['hello', { protocol: PROTOCOL_VERSION }] as const
const STRANGER = 'A'.repeat(43)

const SENT = ['nothing', 'wrong', 'view', 'control', 'report', 'machine', 'browser', 'origin', 'host'] as const
type Sent = (typeof SENT)[number]

interface Door {
  readonly door: string
  readonly pass: (at: Place, headers: Headers) => Promise<number | string>
  /** What is answered on this machine, and where looking needs a token; one answer each in the order of SENT. */
  readonly open: string
  readonly closed: string
}

type Headers = Record<string, string>
interface Place {
  readonly world: World
  readonly url: string
  readonly cards: string
  readonly headers: Readonly<Record<Sent, Headers>>
}

const page = (door: string, path: string): Door => ({
  door,
  pass: (at, headers) => status(at, 'GET', path, headers),
  //       nothing wrong view control report machine browser origin host
  open: '  200     401   200  200     200    200     200     403    403',
  closed: '401     401   200  200     403    200     200     403    403',
})

const DOORS: readonly Door[] = [
  page('the page', '/'),
  page('the page of a run', `/runs/${RUN}`),
  page('a file of the page', '/_app/immutable/a.js'),
  page('the runs', '/api/runs'),
  page('a run', `/api/runs/${RUN}`),
  page('a series', `/api/runs/${RUN}/series/loss`),
  page('every point of a series', `/api/runs/${RUN}/points/loss`),
  page('the claims of a run', `/api/runs/${RUN}/claims`),
  page('the probes', '/api/probes'),
  page('the named views', '/api/views'),
  page('the detectors', '/api/detectors'),
  page('the experiments', '/api/experiments'),
  page('the columns', '/api/columns'),
  page('groups of runs', '/api/aggregate?series=loss'),
  page('effects', '/api/effects?of=step'),
  page('factors', '/api/factors'),
  page('what moves first', '/api/leads?event=grokked&series=loss'),
  page('a figure', '/api/figures/e'),
  page('the sweeps', '/api/sweeps'),
  page('a sweep', '/api/sweeps/s-1'),
  {
    door: 'the health',
    pass: (at, headers) => status(at, 'GET', '/healthz', headers),
    open: '  200     401   200  200     200    200     200     403    403',
    closed: '200     401   200  200     200    200     200     403    403',
  },
  {
    door: 'a command',
    pass: (at, headers) => status(at, 'POST', `/api/runs/${RUN}/commands`, headers, '{"type":"pause"}'),
    open: '  401     401   403  200     403    200     200     403    403',
    closed: '401     401   403  200     403    200     200     403    403',
  },
  ...(['remove', 'restore'] as const).map((what) => ({
    door: `POST ${what} of a run`,
    pass: async (at: Place, headers: Headers) => {
      if (what === 'restore') at.world.store.remove(OVER)
      const answer = await status(at, 'POST', `/api/runs/${OVER}/${what}`, headers)
      if (at.world.store.list({ removed: true }).total > 0) at.world.store.restore(OVER)
      return answer
    },
    open: '  401     401   403  200     403    200     200     403    403',
    closed: '401     401   403  200     403    200     200     403    403',
  })),
  ...(['{"name":"x"}', '{"from":1,"text":"x"}'] as const).map((said, i) => ({
    door: i === 0 ? 'a label' : 'a note',
    pass: (at: Place, headers: Headers) =>
      status(at, 'POST', `/api/runs/${OVER}/${i === 0 ? 'label' : 'note'}`, headers, said),
    open: '  401     401   403  200     403    200     200     403    403',
    closed: '401     401   403  200     403    200     200     403    403',
  })),
  {
    door: 'a named view',
    pass: (at, headers) =>
      status(at, 'POST', '/api/views', headers, '{"type":"save","name":"x","page":"/","query":"","replace":true}'),
    open: '  401     401   403  200     403    200     200     403    403',
    closed: '401     401   403  200     403    200     200     403    403',
  },
  ...['', '/forecast', '/s-1/cancel', '/s-1/resume', '/s-1/rerun'].map((path) => ({
    door: `POST /api/sweeps${path}`,
    pass: (at: Place, headers: Headers) =>
      status(at, 'POST', `/api/sweeps${path}`, headers, JSON.stringify({ experiment: 'e' })),
    open: '  401     401   403  200     403    200     200     403    403',
    closed: '401     401   403  200     403    200     200     403    403',
  })),
  {
    door: 'anything that is posted',
    pass: (at, headers) => status(at, 'POST', '/api/anything', headers),
    open: '  401     401   403  405     403    405     405     403    403',
    closed: '401     401   403  405     403    405     405     403    403',
  },
  {
    door: 'a ticket for a browser',
    pass: (at, headers) => status(at, 'POST', '/api/tickets', headers),
    open: '  401     401   200  200     403    200     200     403    403',
    closed: '401     401   200  200     403    200     200     403    403',
  },
  {
    door: 'the exchange of a good ticket',
    pass: (at, headers) => cookie(at, `/?ticket=${at.world.hub.ticket()}`, headers),
    open: '  cookie  cookie cookie cookie cookie cookie cookie 403 403',
    closed: 'cookie  cookie cookie cookie cookie cookie cookie 403 403',
  },
  {
    door: 'the exchange of a bad ticket',
    pass: (at, headers) => cookie(at, `/?ticket=${STRANGER}`, headers),
    open: '  200     401   200  200     200    200     200     403    403',
    closed: '401     401   200  200     401    200     200     403    403',
  },
  {
    door: 'the handshake of a socket',
    pass: (at, headers) => status(at, 'GET', '/socket.io/?EIO=4&transport=polling', headers),
    open: '  200     403   200  200     200    200     200     403    403',
    closed: '200     403   200  200     200    200     200     403    403',
  },
  namespace('/', []),
  {
    ...namespace('/viewer', [['clock']], 'polling'), // whose client cannot say another Host; the handshake above is asked with it
    open: '  in      out   in   in      in     in      in      out    -',
    closed: 'out     out   in   in      out    in      in      out    -',
  },
  ...(
    [
      ['clock'],
      HELLO,
      ['list', {}],
      ['open', RUN],
      ['claims', RUN],
      ['close', RUN],
      ['cards', CARDS],
      ['views'],
      ['follow', RUN, ['loss']],
      ['ask', [{ run: RUN, series: 'loss', from: null, to: null, points: 10, spacing: 'linear' }]],
      ['groupsOf', {}, 'seed'],
      ['columnsOf', {}],
      ['aggregate', questionAbout('loss')],
      ['effects', { among: {}, of: 'step', by: [], center: 'mean', band: 'range', seed: 0 }],
      ['factors', { among: {} }],
      ['leads', { among: {}, event: 'grokked', series: ['loss'] }],
      ['experiments'],
      ['sweeps'],
      ['figure', 'e'],
      ['forecast', { experiment: 'e' }],
    ] as const
  ).map((event) => ({
    ...namespace('/viewer', [HELLO, event]),
    open: '  in      out   in   in      in     in      in      out    out',
    closed: 'out     out   in   in      out    in      in      out    out',
  })),
  ...[
    namespace('/viewer', [HELLO, ['command', RUN, { type: 'pause' }]]),
    namespace('/viewer', [HELLO, ['label', RUN, { tags: ['x'] }]]),
    namespace('/viewer', [HELLO, ['note', RUN, { id: 'n', from: 1, to: 2, text: 'x' }]]),
    namespace('/viewer', [HELLO, ['changeViews', { type: 'save', name: 'x', page: '/', query: '', replace: true }]]),
    namespace('/viewer', [HELLO, ['startSweep', { experiment: 'e' }]]),
    namespace('/viewer', [HELLO, ['tellSweep', 's-1', 'cancel']]),
    after(['restore', OVER], namespace('/viewer', [HELLO, ['remove', OVER]])),
    after(['remove', OVER], namespace('/viewer', [HELLO, ['restore', OVER]])),
  ].map((door) => ({
    ...door,
    open: '  refused out   refused in   refused in     in      out    out',
    closed: 'out     out   refused in   out     in     in      out    out',
  })),
  ...(
    [
      [['clock']],
      [['hello', greetingOf('new')]],
      [
        ['hello', greetingOf('new')],
        ['reports', bytesFromReports(enveloped('new', 0, [startedReport('new')]))],
      ],
    ] as const
  ).map((events) => ({
    ...namespace('/trainer', events),
    open: '  out     out   out  out     in     in      out     out    out',
    closed: 'out     out   out  out     in     in      out     out    out',
  })),
]

describe.each(Object.entries(PLACES))('%s', (_where, options) => {
  let at: Place
  beforeAll(async () => (at = await placeOf(options)))
  afterAll(() => at.world.close())

  it.each(DOORS.map((one) => [one.door, one] as const))('%s', async (_door, { pass, open, closed }) => {
    const expected = (Object.keys(options).length === 0 ? open : closed).trim().split(/\s+/)
    const seen: string[] = []
    for (const [i, sent] of SENT.entries())
      seen.push(`${sent} ${expected[i] === '-' ? '-' : await pass(at, at.headers[sent])}`)
    expect(seen).toEqual(SENT.map((sent, i) => `${sent} ${expected[i]}`))
  })
})

it('there is none that is not tried here', () => {
  const tried = DOORS.map(({ door }) => door.split(/[:, ]+/)).flat()
  for (const event of Object.keys(VIEWER_EVENTS)) expect(tried, event).toContain(event)
})

/** Stands for what makes sweeps: the hub passes on what is asked, and it is asked who may. */
const SWEEPS = {
  list: () => Promise.resolve([]),
  status: () => Promise.resolve({} as SweepStatus),
  figure: () => Promise.resolve({} as FigureSoFar),
  forecast: () => Promise.resolve({} as SweepForecast),
  start: () => Promise.resolve({} as SweepStatus),
  tell: () => Promise.resolve({} as SweepStatus),
} satisfies Sweeps

/** A hub with a page, a run whose trainer obeys, and the headers of everybody who may come. */
async function placeOf(options: Partial<HubOptions>): Promise<Place> {
  const pageFolder = newFolder()
  mkdirSync(join(pageFolder, '_app/immutable'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), '<h1>Phasescope</h1>')
  writeFileSync(join(pageFolder, '_app/immutable/a.js'), 'export {}')
  const folder = newFolder()
  const world = await startWorld({ ...options, pageFolder, sweeps: SWEEPS }, folder)
  world.store.ingest(enveloped(RUN, 0, [startedReport(RUN), { type: 'declared', series: declaration('loss') }]))
  world.store.ingest(enveloped(OVER, 0, [startedReport(OVER)]))
  const trainer = await world.trainer(RUN)
  trainer.on('command', (_command, answer) => answer({ ok: true, step: 1 }))
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const named = (right: 'view' | 'control' | 'report') => bearer(createToken(folder, { right, name: right }))
  const machine = bearer(world.token)
  const at = { world, url: world.hub.url, cards: await cardsOf(world), headers: {} as Record<Sent, Headers> }
  const { headers } = await ask(at, 'GET', `/?ticket=${world.hub.ticket()}`, {})
  return {
    ...at,
    headers: {
      nothing: {},
      wrong: bearer(STRANGER),
      view: named('view'),
      control: named('control'),
      report: named('report'),
      machine,
      browser: { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' },
      origin: { ...machine, origin: 'http://evil.example' },
      host: { ...machine, host: `evil.example:${world.hub.port}` },
    },
  }
}

/** A door behind which things are brought, each time before somebody tries it, to where they can be changed from. */
function after([event, run]: ['remove' | 'restore', string], { pass, ...door }: Door): Door {
  return {
    ...door,
    async pass(at, headers) {
      const viewer = await at.world.viewer()
      await viewer.emitWithAck('hello', HELLO[1])
      await viewer.emitWithAck(event, run) // refused where things are so already
      viewer.disconnect()
      return pass(at, headers)
    },
  }
}

async function cardsOf(world: World): Promise<string> {
  const viewer = await world.viewer()
  await viewer.emitWithAck('hello', HELLO[1])
  const reply = await viewer.emitWithAck('open', RUN)
  if (!reply.ok) throw new Error(reply.why)
  const started = reply.view.facts.find(({ report }) => report.type === 'started')?.report
  return String((started as unknown as { cards: string }).cards)
}

function ask(at: Pick<Place, 'url'>, method: string, path: string, headers: OutgoingHttpHeaders, body = '') {
  const request = at.url.startsWith('https') ? overTls : overHttp
  return new Promise<{
    status: number
    headers: Record<string, string[] | string | undefined> & { 'set-cookie'?: string[] }
  }>((resolve, reject) => {
    request(`${at.url}${path}`, { method, headers, ca: tls.certificate, checkServerIdentity }, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
      .on('error', reject)
      .end(body)
  })
}

async function status(at: Place, method: string, path: string, headers: Headers, body = ''): Promise<number> {
  return (await ask(at, method, path, headers, body)).status
}

async function cookie(at: Place, path: string, sent: Headers): Promise<number | string> {
  const { status, headers } = await ask(at, 'GET', path, sent)
  return status === 200 && headers['set-cookie'] !== undefined ? 'cookie' : status
}

/** A namespace and what is said there: `in` where the last word is answered, `refused` where it is answered with a refusal. */
function namespace(name: string, events: readonly (readonly unknown[])[], transport = 'websocket'): Door {
  const nobody = 'out out out out out out out out out'
  const pass = async ({ url, cards }: Place, extraHeaders: Headers) => {
    const socket = io(`${url}${name}`, {
      transports: [transport],
      forceNew: true,
      reconnection: false,
      extraHeaders,
      ...(url.startsWith('https') && { ca: tls.certificate }),
    })
    try {
      await new Promise<void>((resolve, reject) => socket.on('connect', resolve).on('connect_error', reject))
      let answer: unknown
      for (const [event, ...rest] of events)
        answer = await socket.emitWithAck(event as string, ...rest.map((one) => (one === CARDS ? cards : one)))
      const { ok = true, why } = answer as { ok?: boolean; why?: string }
      return ok ? 'in' : why?.includes('phasescope open') ? 'refused' : `in, and told: ${why}`
    } catch {
      return 'out'
    } finally {
      socket.disconnect()
    }
  }
  const words = events.map(([event]) => event).join(', ')
  return { door: `${name}${words && `: ${words}`}${transport === 'polling' ? ' by polling' : ''}`, pass, open: nobody, closed: nobody } // prettier-ignore
}
