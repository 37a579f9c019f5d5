import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { Server } from 'socket.io'
import {
  BOUNDS,
  messageOf,
  visible,
  type Envelope,
  type Fact,
  type Launchable,
  type ProbeCard,
} from '#src/vocabulary/index.ts'
import { TRAINER_NAMESPACE, VIEWER_NAMESPACE } from '#src/wire/protocol.ts'
import type { Store } from '#src/store/index.ts'
import { openAccess } from './access/access.ts'
import { admit, expel } from './access/admission.ts'
import { admitRequest } from './access/answer.ts'
import { onTokensChanged } from './access/changes.ts'
import { securityHeaders } from './access/security-headers.ts'
import { answerApi } from './api/api.ts'
import { requestsInTurn } from './api/turns.ts'
import { newClaims } from './claims.ts'
import { addressOf, certificateOf, listen, serverFor, type Tls } from './listening.ts'
import { scriptsIn, servePage } from './page.ts'
import { welcomeTrainers, type Launch } from './ingest/trainers.ts'
import { boundSockets, fullness } from './sockets/bound-sockets.ts'
import type { Line } from './sockets/line.ts'
import { newRoom } from './sockets/room.ts'
import { newTally } from './sockets/tally.ts'
import { newStudies } from './studies.ts'
import type { Sweeps } from './sweeps.ts'
import { newNamedViews } from './viewers/named-views.ts'
import { newRemoval } from './viewers/removal.ts'
import { welcomeViewers } from './viewers/viewers.ts'

/** The catalogue of this checkout: what the API tells of it. */
export interface Catalogue {
  readonly probes: readonly ProbeCard[]
  readonly detectors: readonly ProbeCard[]
  /** What can be launched when it is asked, which files of own experiments may change. */
  readonly launchable: () => Promise<Launchable>
}

export interface HubOptions {
  readonly store: Store
  /** The data folder, in which it is kept who may do what. */
  readonly data: string
  /** 127.0.0.1 unless told otherwise, where whoever is on the machine may look; on another address nobody may without a token. */
  readonly host?: string
  /** Looking needs a token on this machine too. */
  readonly isPrivate?: boolean
  /** Without it, HTTP. */
  readonly tls?: Tls | null
  /** 0 picks a free one. */
  readonly port: number
  /** The built dashboard, or null where it is not built. */
  readonly pageFolder: string | null
  readonly catalogue: Catalogue
  readonly version: string
  /** Other names under which a browser may reach a hub bound to this machine only, such as a forwarded port's. */
  readonly hostNames?: readonly string[]
  /** Origins of others whose pages may report runs. */
  readonly allowedOrigins?: readonly string[]
  /** How long a trainer may be gone before its run counts as lost. */
  readonly graceMs?: number
  /** How long a trainer may take to answer a Command: it does so between two steps, and a measurement may be long. */
  readonly commandMs?: number
  /** A frame that a viewer does not acknowledge for so long counts as drawn: a browser that sleeps wakes to one frame, not to none. */
  readonly drawnMs?: number
  /** Starts trainers for runs that have none; without it only connected ones obey. */
  readonly launch?: Launch
  /** Makes sweeps; without it there are none. */
  readonly sweeps?: Sweeps
  /** Hears what is said of runs beside numbers, once it is durable. */
  readonly heard?: (facts: readonly Envelope<Fact>[]) => void
}

export interface Hub {
  readonly url: string
  readonly port: number
  /** A ticket for a browser: `?ticket=…` in an address gives it control, once. */
  ticket(): string
  close(): Promise<void>
}

/** How long a connection may take to hang up by itself when the hub closes. */
const GOODBYE_MS = 250
const MOST_GOODBYE_MS = 2000

/**
 * Starts the hub: what joins trainers, the store and viewers on one port (socket.io, the JSON API and the dashboard).
 * The store stays the caller's to close, after the hub.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const {
    store,
    data,
    host = '127.0.0.1',
    isPrivate = false,
    tls = null,
    pageFolder,
    catalogue,
    version,
    graceMs = 4000,
    commandMs = 120_000,
    drawnMs = 10_000,
    launch = () => Promise.resolve(null),
    sweeps = null,
    heard = () => {},
  } = options
  const names = { bound: host, hostNames: options.hostNames ?? [], certificate: certificateOf(tls) }
  const access = openAccess({ ...names, data, isPrivate, allowedOrigins: options.allowedOrigins ?? [] })
  const http = serverFor(tls)
  const room = newRoom(BOUNDS.tcpConnections)
  http.on('connection', (connection) => room.enter(connection))
  const port = await listen(http, host, options.port)
  const lines = new Set<Line>()
  const io = new Server(http, {
    serveClient: false,
    // Columns of floats hardly compress, and deflate would cost more than all the rest.
    perMessageDeflate: false,
    // Until it is known who sends them.
    maxHttpBufferSize: BOUNDS.smallMessageBytes,
    allowRequest: (request, decide) => {
      const verdict = access.judge(request)
      const why = verdict.ok ? fullness(lines, request.url ?? '', room) : verdict.why
      decide(why, why === null)
    },
  })
  const tally = newTally()
  const studies = newStudies(store)
  const claims = newClaims(store)
  boundSockets(io, tally, lines)
  const headers = securityHeaders(scriptsIn(pageFolder))
  http.prependListener('request', (_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  })
  admit(io.of('/'), null, access, room)
  admit(io.of(TRAINER_NAMESPACE), 'report', access, room)
  admit(io.of(VIEWER_NAMESPACE), 'view', access, room)
  const stopWatching = onTokensChanged(data, () => {
    for (const name of [TRAINER_NAMESPACE, VIEWER_NAMESPACE]) expel(io.of(name), access)
  })
  const trainers = welcomeTrainers(io.of(TRAINER_NAMESPACE), store, { graceMs, commandMs, launch, tally })
  const hearing = trainers.durable$.subscribe((durable) => heard(durable.flatMap(({ facts }) => facts)))
  const removal = newRemoval(io.of(VIEWER_NAMESPACE), store, trainers)
  const views = newNamedViews(io.of(VIEWER_NAMESPACE), store)
  const viewers = welcomeViewers(io.of(VIEWER_NAMESPACE), store, trainers, {
    version,
    drawnMs,
    access,
    tally,
    removal,
    views,
    sweeps,
    studies,
    claims,
    catalogue,
  })
  const page = servePage(pageFolder)
  const inTurn = requestsInTurn()
  const startedAt = performance.now()
  const vitals = () => ({
    version,
    uptimeSeconds: (performance.now() - startedAt) / 1000,
    refusals: tally.refusals,
    errors: tally.errors,
    droppedFacts: tally.droppedFacts,
  })
  http.on('request', (request, response) => {
    if (request.url?.startsWith('/socket.io/')) return
    void inTurn(request, response, async () => {
      const verdict = await admitRequest(request, response, { access, isSecure: tls !== null })
      if (verdict === null) return
      if (verdict.holder !== null) room.keep(request)
      const health = { ok: true, ...access.proof(request, port), ...(verdict.rights.includes('view') && vitals()) }
      const isKnown = verdict.holder !== null
      const asked = studies.storeFor({ isKnown, isGone: () => request.socket.destroyed })
      const context = { store: asked, trainers, removal, views, claims, catalogue, health, sweeps }
      if (!(await answerApi(request, response, context))) page(request, response)
    }).catch((error: unknown) => failed(response, error))
  })
  const close = async () => {
    stopWatching()
    hearing.unsubscribe()
    trainers.close()
    viewers.close()
    // Browsers connect ahead of need and are slow to hang up; closing would wait for every connection they hold.
    const sweep = setInterval(room.clear, GOODBYE_MS)
    // What is acknowledged is on disk: nobody has to wait for a connection that will not end.
    await Promise.race([io.close(), setTimeout(MOST_GOODBYE_MS)])
    clearInterval(sweep)
  }
  return { url: addressOf(names, port), port, ticket: () => access.mint(), close }
}

/** An answer that could not be made costs whoever asked, and nobody else. */
function failed(response: ServerResponse, error: unknown): void {
  process.stderr.write(`hub: ${visible(messageOf(error))}\n`)
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify({ error: messageOf(error) }))
}
