import { fromEvent, groupBy, map, merge, mergeMap, takeUntil, tap, throttleTime, type Observable } from 'rxjs'
import type { Namespace, Socket } from 'socket.io'
import { factOf, messageOf, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import { isText, parseQueries } from '#src/wire/parse.ts'
import { parseCommand } from '#src/wire/parse-command.ts'
import type { HubToViewer, RunView, ViewerToHub } from '#src/wire/protocol.ts'
import { bytesFromFrame, bytesFromResults, type ViewerFrame } from '#src/wire/query-results.ts'
import type { Store } from '#src/store/index.ts'
import { attempt } from '#src/hub/attempt.ts'
import type { Access } from '#src/hub/access/access.ts'
import { allows, type Admitted } from '#src/hub/access/admission.ts'
import { requireAnswers } from '#src/hub/access/answerable.ts'
import { strangersVersion } from '#src/hub/access/greeting.ts'
import { framesWhenDrawn } from './frames-when-drawn.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'

export type ViewerNamespace = Namespace<ViewerToHub, HubToViewer, object, Admitted>
type ViewerSocket = Socket<ViewerToHub, HubToViewer, object, Admitted>

/** A line of the run list changes at most so often. */
const LINE_MS = 500
const GREETED = 'greeted'
const roomOf = (run: RunId) => `run ${run}`

/** Answers viewers: the edge where queries and Commands come in, and facts, frames and changes of the list go out. */
export function welcomeViewers(
  namespace: ViewerNamespace,
  store: Store,
  trainers: Trainers,
  { version, drawnMs, access }: { version: string; drawnMs: number; access: Access },
): { close(): void } {
  const frames$ = (fromEvent(namespace, 'connection') as Observable<ViewerSocket>).pipe(
    tap((socket) => answerViewer(socket, store, trainers, { version, access })),
    mergeMap((socket) => framesTo(socket, trainers, drawnMs)),
  )
  const facts$ = trainers.durable$.pipe(
    tap((envelopes) => {
      for (const envelope of envelopes) {
        const fact = factOf(envelope)
        if (fact !== null) namespace.to(roomOf(envelope.run)).emit('fact', fact)
      }
    }),
  )
  const presence$ = trainers.presence$.pipe(tap((presence) => namespace.to(GREETED).emit('presence', presence)))
  const lines$ = merge(
    trainers.durable$.pipe(mergeMap((envelopes) => new Set(envelopes.map(({ run }) => run)))),
    trainers.presence$.pipe(map(({ run }) => run)),
  ).pipe(
    groupBy((run) => run),
    mergeMap((run$) => run$.pipe(throttleTime(LINE_MS, undefined, { leading: true, trailing: true }))),
    tap((run) => attempt(() => store.has(run) && namespace.to(GREETED).emit('run', store.summary(run)))),
  )
  // Facts first: a series is declared before the first frame that holds it.
  const subscriptions = [facts$, frames$, presence$, lines$].map((stream$: Observable<unknown>) => stream$.subscribe())
  return { close: () => subscriptions.forEach((subscription) => subscription.unsubscribe()) }
}

function answerViewer(
  socket: ViewerSocket,
  store: Store,
  trainers: Trainers,
  { version, access }: { version: string; access: Access },
): void {
  requireAnswers(socket, ['close', 'follow'])
  socket.on('hello', (greeting, answer) => {
    const why = strangersVersion(greeting, 'viewer')
    if (why !== null) return answer({ ok: false, why })
    void socket.join(GREETED)
    const { rights = [] } = socket.data
    answer({ ok: true, version, now: Date.now(), rights, control: access.wayToControl(rights) })
    attempt(() => socket.emit('runs', store.runs()))
  })
  socket.on('clock', (answer) => answer(Date.now()))
  socket.on('open', (run, answer) => {
    try {
      const view = viewOf(run, store, trainers)
      void socket.join(roomOf(run))
      answer({ ok: true, view })
    } catch (error) {
      answer({ ok: false, why: messageOf(error) })
    }
  })
  socket.on('close', (run) => void socket.leave(roomOf(run)))
  socket.on('ask', (queries, answer) => {
    try {
      const slices = parseQueries(queries).map((query) => store.slice(query))
      answer({ ok: true, bytes: bytesFromResults(slices) })
    } catch (error) {
      answer({ ok: false, why: messageOf(error) })
    }
  })
  socket.on('command', (run, command, answer) => {
    if (!allows(socket, 'control')) return answer({ ok: false, why: access.wayToControl([]) ?? '' })
    sendCommand(run, command, trainers).then(answer, (error: unknown) => answer({ ok: false, why: messageOf(error) }))
  })
}

export function viewOf(run: RunId, store: Store, trainers: Trainers): RunView {
  return { summary: store.summary(run), series: store.series(run), facts: store.facts(run), live: trainers.isLive(run) }
}

export async function sendCommand(run: RunId, command: unknown, trainers: Trainers): Promise<Outcome> {
  return trainers.command(run, parseCommand(command))
}

/** Sends what a viewer follows, a frame of each run at a time. */
function framesTo(socket: ViewerSocket, trainers: Trainers, drawnMs: number): Observable<unknown> {
  const follows$ = fromEvent(socket, 'follow') as Observable<[run: RunId, series: readonly string[]]>
  const draw = (frame: ViewerFrame) =>
    socket
      .timeout(drawnMs)
      .emitWithAck('frame', bytesFromFrame(frame))
      .catch(() => null)
  return follows$.pipe(
    groupBy(([run]) => run),
    mergeMap((follow$) => {
      const run = follow$.key
      const followed$ = follow$.pipe(map(([, series]) => (Array.isArray(series) ? series.filter(isText) : [])))
      const commit$ = trainers.durable$.pipe(
        map((envelopes) => ({ envelopes, clockAheadMs: trainers.clockAhead(run) })),
      )
      return framesWhenDrawn(run, followed$, commit$, draw)
    }),
    takeUntil(fromEvent(socket, 'disconnect')),
  )
}
