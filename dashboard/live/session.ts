import type { Socket } from 'socket.io-client'
import { catchError, EMPTY, filter, from, map, merge, Observable, scan, shareReplay, Subject, switchMap } from 'rxjs'
import type { Command, Envelope, Fact, Outcome, Query, RunId, RunSummary, QueryResult } from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import {
  PROTOCOL_VERSION,
  type HubToViewer,
  type Presence,
  type Refusal,
  type RunView,
  type ViewerToHub,
} from '#src/wire/protocol.ts'
import { frameFromBytes, resultsFromBytes, type ViewerFrame } from '#src/wire/query-results.ts'

/** The hub itself gives a trainer two minutes between two of its steps: its word on that comes first. */
const ANSWER_MS = 125_000

export type ViewerSocket = Socket<HubToViewer, ViewerToHub>

/** How the page stands with its hub. `refused`: the hub answered, and will not talk to this page. */
export type Connection =
  | { readonly state: 'connecting' | 'lost' }
  | { readonly state: 'connected'; readonly version: string; readonly hubNow: number }
  | { readonly state: 'refused'; readonly why: string }

/** A frame and the word that it has been painted, which lets the hub send the next. */
export interface Delivery {
  readonly frame: ViewerFrame
  readonly drawn: () => void
  /** Whether the page was in sight when it came: what waits for a hidden page says nothing about how fast we draw. */
  readonly inSight: boolean
}

/**
 * The page's one conversation with the hub, as streams. Everything that crosses the socket passes here and leaves
 * typed; nothing else in the page knows that there is a socket.
 */
export function sessionOver(socket: ViewerSocket) {
  const connection$ = connections(socket).pipe(shareReplay({ bufferSize: 1, refCount: false }))
  const ready$ = connection$.pipe(filter((connection) => connection.state === 'connected'))
  connection$.subscribe()
  const summaries$ = runList(socket)
  summaries$.subscribe()
  return {
    connection$,
    /** The run list, newest first, kept current. */
    summaries$,
    fact$: heard<Envelope<Fact>>(socket, 'fact'),
    presence$: heard<Presence>(socket, 'presence'),
    delivery$: deliveries(socket),
    /** The view of a run at each connection; closed again when nobody listens. */
    open: (run: RunId): Observable<{ ok: true; view: RunView } | Refusal> =>
      new Observable((subscriber) => {
        const opened = ready$.pipe(switchMap(() => answered(socket.emitWithAck('open', run)))).subscribe(subscriber)
        return () => {
          opened.unsubscribe()
          socket.emit('close', run)
        }
      }),
    follow: (run: RunId, series: readonly string[]) => void socket.emit('follow', run, series),
    ask: async (queries: readonly Query[]): Promise<QueryResult[]> => {
      const reply = await socket.timeout(20_000).emitWithAck('ask', queries)
      if (!reply.ok) throw new Error(reply.why)
      return resultsFromBytes(new Uint8Array(reply.bytes))
    },
    command: (run: RunId, command: Command): Promise<Outcome> => commanded(socket, run, command),
    clock: (): Promise<number> => socket.timeout(5_000).emitWithAck('clock'),
  }
}

export type Session = ReturnType<typeof sessionOver>

function connections(socket: ViewerSocket): Observable<Connection> {
  return new Observable((subscriber) => {
    subscriber.next({ state: 'connecting' })
    const greet = () =>
      socket.emit('hello', { protocol: PROTOCOL_VERSION }, (reply) =>
        subscriber.next(
          reply.ok
            ? { state: 'connected', version: reply.version, hubNow: reply.now }
            : { state: 'refused', why: reply.why },
        ),
      )
    const lost = () => subscriber.next({ state: 'lost' })
    socket.on('connect', greet)
    socket.on('disconnect', lost)
    socket.on('connect_error', lost)
    if (socket.connected) greet()
    return () => void socket.off('connect', greet).off('disconnect', lost).off('connect_error', lost)
  })
}

function runList(socket: ViewerSocket): Observable<readonly RunSummary[]> {
  const whole$ = heard<readonly unknown[]>(socket, 'runs').pipe(
    map((all) => all.flatMap((line) => readableSummary(line) ?? [])),
    map((all) => () => new Map(all.map((summary) => [summary.run.id, summary]))),
  )
  const line$ = heard<unknown>(socket, 'run').pipe(
    map(readableSummary),
    filter((line) => line !== null),
    map((line) => (known: ReadonlyMap<RunId, RunSummary>) => new Map([...known, [line.run.id, line]])),
  )
  return merge(whole$, line$).pipe(
    scan((known, change) => change(known), new Map<RunId, RunSummary>() as ReadonlyMap<RunId, RunSummary>),
    map((known) => [...known.values()].sort((a, b) => b.run.startedAt - a.run.startedAt)),
    shareReplay({ bufferSize: 1, refCount: false }),
  )
}

/** One subscription to the socket, shared: listeners never pile up on it. */
function heard<T>(socket: ViewerSocket, event: 'runs' | 'run' | 'fact' | 'presence'): Observable<T> {
  const said = new Subject<T>()
  socket.on(event, ((value: T) => said.next(value)) as never)
  return said.asObservable()
}

function deliveries(socket: ViewerSocket): Observable<Delivery> {
  const arrived = new Subject<Delivery>()
  socket.on('frame', (bytes, drawn) => {
    const inSight = document.visibilityState === 'visible'
    arrived.next({ frame: frameFromBytes(new Uint8Array(bytes)), drawn, inSight })
  })
  return arrived.asObservable()
}

/** An answer; nothing where the connection broke before it came, since the next connection asks again. */
function answered<T>(reply: Promise<T>): Observable<T> {
  return from(reply).pipe(catchError(() => EMPTY))
}

async function commanded(socket: ViewerSocket, run: RunId, command: Command): Promise<Outcome> {
  if (!socket.connected) return { ok: false, why: 'The hub is not connected; the command was not sent' }
  try {
    return await socket.timeout(ANSWER_MS).emitWithAck('command', run, command)
  } catch {
    return {
      ok: false,
      why: `No answer within ${ANSWER_MS / 1000} s; the run may be busy with a long step, so look whether it took effect before you repeat it`,
    }
  }
}
