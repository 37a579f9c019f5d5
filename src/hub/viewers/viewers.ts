import {
  concatMap,
  filter,
  fromEvent,
  groupBy,
  map,
  merge,
  mergeMap,
  takeUntil,
  tap,
  throttleTime,
  type Observable,
} from 'rxjs'
import type { Namespace, Socket } from 'socket.io'
import {
  isLabel,
  messageOf,
  type Envelope,
  type Fact,
  type Outcome,
  type RunId,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import { queriesFrom } from '#src/schema/questions.ts'
import { parseCommand } from '#src/schema/parse-command.ts'
import type { HubToViewer, RunView, ViewerToHub } from '#src/wire/protocol.ts'
import { bytesFromFrame, bytesFromResults, type ViewerFrame } from '#src/wire/query-results.ts'
import { factsWithCards, type Store } from '#src/store/index.ts'
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
    tap((durable) => {
      for (const { run, facts } of durable) for (const fact of facts) namespace.to(roomOf(run)).emit('fact', fact)
    }),
  )
  const presence$ = trainers.presence$.pipe(tap((presence) => namespace.to(GREETED).emit('presence', presence)))
  const lines$ = merge(
    trainers.durable$.pipe(mergeMap((durable) => new Set(durable.map(({ run }) => run)))),
    trainers.presence$.pipe(map(({ run }) => run)),
  ).pipe(
    groupBy((run) => run),
    mergeMap((run$) => run$.pipe(throttleTime(LINE_MS, undefined, { leading: true, trailing: true }))),
    concatMap((run) =>
      attempt(async () => (await store.has(run)) && namespace.to(GREETED).emit('run', await store.summary(run))),
    ),
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
    void attempt(async () => socket.emit('runs', await allRuns(store)))
  })
  socket.on('clock', (answer) => answer(Date.now()))
  socket.on('open', async (run, answer) => {
    // What becomes durable while the view is read may be in it or not: it is held, and what the view lacks follows it.
    const meanwhile: Envelope<Fact>[] = []
    const heard = trainers.durable$.subscribe((durable) => {
      for (const one of durable) if (one.run === run) meanwhile.push(...one.facts)
    })
    try {
      const view = await viewOf(run, store, trainers)
      void socket.join(roomOf(run))
      answer({ ok: true, view })
      const last = view.facts.at(-1)?.seq ?? -1
      for (const fact of meanwhile) if (fact.seq > last) socket.emit('fact', fact)
    } catch (error) {
      answer({ ok: false, why: messageOf(error) })
    } finally {
      heard.unsubscribe()
    }
  })
  socket.on('close', (run) => void socket.leave(roomOf(run)))
  socket.on('ask', async (queries, answer) => {
    try {
      answer({ ok: true, bytes: bytesFromResults(await store.slices(queriesFrom(queries))) })
    } catch (error) {
      answer({ ok: false, why: messageOf(error) })
    }
  })
  socket.on('command', (run, command, answer) => {
    if (!allows(socket, 'control')) return answer({ ok: false, why: access.wayToControl([]) ?? '' })
    sendCommand(run, command, trainers).then(answer, (error: unknown) => answer({ ok: false, why: messageOf(error) }))
  })
}

export async function viewOf(run: RunId, store: Store, trainers: Trainers): Promise<RunView> {
  // Facts first: what comes meanwhile may add to the others, which a page knows how to take twice.
  const facts = await factsWithCards(store, run)
  return { facts, summary: await store.summary(run), series: await store.series(run), live: trainers.isLive(run) }
}

async function allRuns(store: Store): Promise<RunSummary[]> {
  const all: RunSummary[] = []
  for (let total = 1; all.length < total;) {
    const page = await store.list({ from: all.length, size: 200 })
    if (page.runs.length === 0) break
    all.push(...page.runs)
    total = page.total
  }
  return all
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
      const followed$ = follow$.pipe(
        map(([, series]) => (Array.isArray(series) ? series.filter((name) => isLabel(name)) : [])),
      )
      const commit$ = trainers.durable$.pipe(
        map((durable) => durable.filter((one) => one.run === run)),
        filter((durable) => durable.length > 0),
        map((durable) => ({
          envelopes: durable.flatMap(({ envelopes }) => envelopes()),
          clockAheadMs: trainers.clockAhead(run),
        })),
      )
      return framesWhenDrawn(run, followed$, commit$, draw)
    }),
    takeUntil(fromEvent(socket, 'disconnect')),
  )
}
