import type { IncomingMessage, ServerResponse } from 'node:http'
import { messageOf, PhasescopeError, unknownName, usageError, type RunId } from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'
import { AGGREGATES } from './aggregate.ts'
import { answerPoints } from './points.ts'
import { jsonOfResult, queryFrom } from './series.ts'
import { bodyOf } from './body.ts'
import { compressed } from './compressed.ts'
import type { Claims } from '#src/hub/claims.ts'
import type { Catalogue } from '#src/hub/hub.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'
import { sendCommand } from '#src/hub/viewers/send-command.ts'
import type { NamedViews } from '#src/hub/viewers/named-views.ts'
import type { Removal } from '#src/hub/viewers/removal.ts'
import { sayLabel, sayNote } from '#src/hub/viewers/people.ts'
import { viewOf } from '#src/hub/viewers/viewers.ts'
import type { Sweeps } from '#src/hub/sweeps.ts'
import { answerSweeps, figureOf } from './sweeps.ts'
import { answerViews } from './views.ts'
import { answerToList, jsonOfSummary, questionFrom } from './runs.ts'

export interface ApiContext {
  readonly store: Store
  readonly trainers: Trainers
  readonly removal: Removal
  readonly views: NamedViews
  readonly claims: Claims
  readonly catalogue: Catalogue
  readonly health: object
  readonly sweeps: Sweeps | null
}

/** What is too much for one text, and leaves as it is read. */
interface Points {
  readonly points: { readonly run: RunId; readonly series: string }
}

interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers the JSON API, and says whether the request was for it; every other path is the page's. */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  context: ApiContext,
): Promise<boolean> {
  const reply = await replyTo(request, context)
  if (reply === null) return false
  if ('points' in reply) {
    await answerPoints(request, response, context.store, reply.points)
    return true
  }
  const { status, text, headers } = written(reply)
  const sent = await compressed(request, text)
  response.writeHead(status, {
    ...headers,
    ...sent.headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': sent.body.length,
    'cache-control': 'no-store',
  })
  response.end(sent.body)
  return true
}

/** A reply as it leaves; one that is too large for a text is refused like any other. */
function written(reply: Reply): Reply & { readonly text: string } {
  try {
    return { ...reply, text: JSON.stringify(reply.body) }
  } catch (error) {
    const { status, body } = failure(500, `${messageOf(error)}; ask for fewer points`)
    return { status, body, text: JSON.stringify(body) }
  }
}

async function replyTo(request: IncomingMessage, context: ApiContext): Promise<Reply | Points | null> {
  const url = URL.parse(request.url ?? '/', 'http://hub')
  if (url === null) return failure(400, `Address '${request.url}' is not a valid URL`)
  const isApi = url.pathname === '/healthz' || url.pathname === '/api' || url.pathname.startsWith('/api/')
  if (!isApi) return null
  try {
    return await route(request, url, url.pathname.split('/').slice(1).map(decoded), context)
  } catch (error) {
    return failure(error instanceof PhasescopeError ? 400 : 500, messageOf(error))
  }
}

/** Parts of a run that something is told. */
const POSTED = ['commands', 'remove', 'restore', 'label', 'note']

async function route(request: IncomingMessage, url: URL, path: string[], context: ApiContext): Promise<Reply | Points> {
  const { store, trainers, removal, views, claims, catalogue, sweeps } = context
  const [, thing, id, part, ...rest] = path
  if (thing === 'sweeps') {
    const answer = await answerSweeps(request, path.slice(2), sweeps)
    if (answer === null) return nothingAt(url)
    return 'body' in answer ? found(answer.body) : notAnswered(url, answer.wanted, request)
  }
  if (thing === 'views' && id === undefined && ['GET', 'POST'].includes(request.method ?? ''))
    return found(await answerViews(request, views))
  const wanted = part !== undefined && POSTED.includes(part) ? 'POST' : 'GET'
  if (request.method !== wanted) return notAnswered(url, wanted, request)
  if (url.pathname === '/healthz') return health(context)
  if (thing === 'probes' && id === undefined) return found(catalogue.probes)
  if (thing === 'detectors' && id === undefined) return found(catalogue.detectors)
  if (thing === 'experiments' && id === undefined) return found((await catalogue.launchable()).experiments)
  if (thing === 'figures' && id !== undefined && part === undefined) return found(await figureOf(sweeps, id))
  if (thing === 'columns' && id === undefined) return found(await store.columnsOf(questionFrom(url.searchParams)))
  const aggregate =
    id === undefined && thing !== undefined && Object.hasOwn(AGGREGATES, thing) ? AGGREGATES[thing] : undefined
  if (aggregate !== undefined) return found(await aggregate(store, url.searchParams))
  if (thing === 'runs' && id === undefined) {
    const { body, headers } = await answerToList(url, store)
    return { ...found(body), headers }
  }
  if (thing !== 'runs' || id === undefined) return nothingAt(url)
  if (part === 'restore' && rest.length === 0) return done(removal.restore(id)) // of a run that lists no more
  if (!(await store.has(id))) {
    const { runs } = await store.list({ size: 200 })
    const ids = runs.map(({ run }) => run.id)
    return failure(404, unknownName('run', id, ids).message)
  }
  if (part === undefined) {
    const view = await viewOf(id, store, trainers)
    return found({ ...view, summary: jsonOfSummary(view.summary) })
  }
  if (part === 'claims' && rest.length === 0) return found(await claims.judged(id))
  if (part === 'remove' && rest.length === 0) return done(removal.remove(id))
  if (part === 'label' && rest.length === 0) return done(sayLabel(id, await bodyOf(request), trainers))
  if (part === 'note' && rest.length === 0)
    return found({ ok: true, note: await sayNote(id, await bodyOf(request), trainers) })
  if (part === 'commands' && rest.length === 0) return commanded(request, id, trainers)
  if ((part !== 'series' && part !== 'points') || rest.length === 0) return nothingAt(url)
  const name = rest.join('/')
  const series = (await store.series(id)).map((one) => one.name)
  if (!series.includes(name)) return failure(404, unknownName('series', name, series).message)
  if (part === 'points') return { points: { run: id, series: name } }
  const [result] = await store.slices([queryFrom(id, name, url.searchParams)])
  return found(jsonOfResult(result!))
}

/** A hub that cannot keep what comes says so, and why. */
async function health({ store, health }: ApiContext): Promise<Reply> {
  const why = await store.whyUnfit()
  return why === null ? found(health) : { status: 503, body: { ...health, ok: false, why } }
}

async function commanded(request: IncomingMessage, run: string, trainers: Trainers): Promise<Reply> {
  const outcome = await sendCommand(run, await bodyOf(request), trainers)
  return outcome.ok ? found(outcome) : { status: 409, body: { ...outcome, error: outcome.why } }
}

async function done(work: Promise<void>): Promise<Reply> {
  await work
  return found({ ok: true })
}

function notAnswered({ pathname }: URL, wanted: string, { method }: IncomingMessage): Reply {
  return failure(405, `${pathname} answers ${wanted}, not ${method}`)
}

function nothingAt({ pathname }: URL): Reply {
  return failure(
    404,
    `Nothing at ${pathname}; possible: /healthz, /api/runs, /api/columns, /api/runs/<run>, /api/runs/<run>/series/<name>, /api/runs/<run>/points/<name>, /api/runs/<run>/claims, /api/runs/<run>/commands, /api/runs/<run>/remove, /api/runs/<run>/restore, /api/runs/<run>/label, /api/runs/<run>/note, /api/aggregate, /api/effects, /api/factors, /api/leads, /api/views, /api/probes, /api/detectors, /api/experiments, /api/figures/<experiment>, /api/sweeps, /api/sweeps/<sweep>, /api/sweeps/<sweep>/cancel, …/resume, …/rerun`,
  )
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw usageError(`Address part '${part}' is not a valid URL encoding; write % as %25`)
  }
}

function found(body: unknown): Reply {
  return { status: 200, body }
}

function failure(status: number, error: string): Reply {
  return { status, body: { error } }
}
