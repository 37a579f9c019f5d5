import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Server } from 'socket.io'
import {
  messageOf,
  runtimeError,
  type DetectorCard,
  type ExperimentCard,
  type ProbeCard,
} from '#src/vocabulary/index.ts'
import { TRAINER_NAMESPACE, VIEWER_NAMESPACE } from '#src/wire/protocol.ts'
import type { Store } from '#src/store/index.ts'
import { accessRule } from './access/access-rule.ts'
import { answerApi } from './api/api.ts'
import { servePage } from './page.ts'
import { welcomeTrainers, type Launch } from './ingest/trainers.ts'
import { welcomeViewers } from './viewers/viewers.ts'

/** The catalogue of this checkout: what the API tells of it. */
export interface Catalogue {
  readonly probes: readonly ProbeCard[]
  readonly detectors: readonly DetectorCard[]
  readonly experiments: readonly ExperimentCard[]
}

export interface HubOptions {
  readonly store: Store
  /** 127.0.0.1 unless told otherwise: whoever reaches the hub can read and steer every run. */
  readonly host?: string
  /** 0 picks a free one. */
  readonly port: number
  /** The built dashboard, or null where it is not built. */
  readonly pageFolder: string | null
  readonly catalogue: Catalogue
  readonly version: string
  /** Other names under which a browser may reach a hub bound to this machine only, such as a forwarded port's. */
  readonly hostNames?: readonly string[]
  /** How long a trainer may be gone before its run counts as lost. */
  readonly graceMs?: number
  /** How long a trainer may take to answer a Command: it does so between two steps, and a measurement may be long. */
  readonly commandMs?: number
  /** A frame that a viewer does not acknowledge for so long counts as drawn: a browser that sleeps wakes to one frame, not to none. */
  readonly drawnMs?: number
  /** Starts trainers for runs that have none; without it only connected ones obey. */
  readonly launch?: Launch
}

export interface Hub {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** The largest message: room for a trainer's journal after an outage, and no more than memory bears. */
const MESSAGE_BYTES = 64 * 1024 * 1024
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
    host = '127.0.0.1',
    pageFolder,
    catalogue,
    version,
    graceMs = 4000,
    commandMs = 120_000,
    drawnMs = 10_000,
    launch = () => Promise.resolve(null),
  } = options
  const refusalOf = accessRule(host, options.hostNames ?? [])
  const http = createServer()
  const connections = new Set<Socket>()
  http.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  const port = await listen(http, host, options.port)
  const io = new Server(http, {
    serveClient: false,
    // Columns of floats hardly compress, and deflate would cost more than all the rest.
    perMessageDeflate: false,
    maxHttpBufferSize: MESSAGE_BYTES,
    allowRequest: (request, decide) => decide(refusalOf(request), refusalOf(request) === null),
  })
  const trainers = welcomeTrainers(io.of(TRAINER_NAMESPACE), store, { graceMs, commandMs, launch })
  const viewers = welcomeViewers(io.of(VIEWER_NAMESPACE), store, trainers, { version, drawnMs })
  const page = servePage(pageFolder)
  const startedAt = performance.now()
  http.on('request', (request, response) => {
    if (request.url?.startsWith('/socket.io/')) return
    const uptimeSeconds = (performance.now() - startedAt) / 1000
    const context = { store, trainers, catalogue, refusalOf, health: { ok: true, version, uptimeSeconds } }
    void answerApi(request, response, context).then((answered) => answered || page(request, response))
  })
  const close = async () => {
    trainers.close()
    viewers.close()
    // Browsers connect ahead of need and are slow to hang up; closing would wait for every connection they hold.
    const sweep = setInterval(() => connections.forEach((connection) => connection.destroy()), GOODBYE_MS)
    // What is acknowledged is on disk: nobody has to wait for a connection that will not end.
    await Promise.race([io.close(), setTimeout(MOST_GOODBYE_MS)])
    clearInterval(sweep)
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port, close }
}

function listen(http: HttpServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE'
      const what = inUse
        ? `Port ${port} of ${host} is in use`
        : `Cannot listen on port ${port} of ${host}: ${messageOf(error)}`
      reject(
        runtimeError(`${what}; choose another with --port, such as --port ${port + 1}, or --port 0 for any`, error),
      )
    })
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port))
  })
}
