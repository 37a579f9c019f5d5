import { filter, from, fromEvent, map, merge, mergeMap, Subject, takeUntil, tap, type Observable } from 'rxjs'
import type { Namespace, Socket } from 'socket.io'
import { isPathName, messageOf, type Command, type Envelope, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import type { HubToTrainer, Presence, TrainerToHub } from '#src/wire/protocol.ts'
import type { Store } from '#src/store/index.ts'
import { requireAnswers } from '#src/hub/access/answerable.ts'
import { attempt } from '#src/hub/attempt.ts'
import { commit, type Arrival } from './commit.ts'
import { absence, forward } from './forward.ts'
import { goneForGood } from './gone-for-good.ts'
import { strangersVersion } from '#src/hub/access/greeting.ts'
import { perTick } from './per-tick.ts'

/** Starts a trainer for a run that has none, where a Command can be obeyed so; null where it cannot. */
export type Launch = (run: RunId, command: Command) => Outcome | null

/** The trainers that are connected, and what they report. */
export interface Trainers {
  /** Reports as they have become durable, a commit at a time. */
  readonly durable$: Observable<readonly Envelope[]>
  readonly presence$: Observable<Presence>
  isLive(run: RunId): boolean
  /** By how many milliseconds the clock of the run's trainer is ahead of the hub's. */
  clockAhead(run: RunId): number
  command(run: RunId, command: Command): Promise<Outcome>
  close(): void
}

export type TrainerNamespace = Namespace<TrainerToHub, HubToTrainer, object, TrainerData>
type TrainerSocket = Socket<TrainerToHub, HubToTrainer, object, TrainerData>
type TrainerData = { run?: RunId; clockAheadMs?: number }

/** Answers trainers: the edge where their Reports come in and Commands go out. */
export function welcomeTrainers(
  namespace: TrainerNamespace,
  store: Store,
  { graceMs, commandMs, launch }: { graceMs: number; commandMs: number; launch: Launch },
): Trainers {
  const sockets = new Map<RunId, TrainerSocket>()
  const durable$ = new Subject<readonly Envelope[]>()
  const presence$ = new Subject<Presence>()
  const arrived$ = new Subject<RunId>()
  const departed$ = new Subject<RunId>()

  const launched = (run: RunId, command: Command): Outcome | null => (store.has(run) ? launch(run, command) : null)

  const tell = (run: RunId) =>
    attempt(() => {
      if (store.has(run)) presence$.next({ run, live: sockets.has(run), status: store.summary(run).status })
    })

  const greet = (socket: TrainerSocket) => {
    requireAnswers(socket)
    socket.on('hello', (greeting, answer) => {
      const why = strangersVersion(greeting, 'trainer')
      if (why !== null) return answer({ ok: false, why })
      const { run, clockAheadMs } = greeting
      if (!isPathName(run)) return answer({ ok: false, why: 'At hello.run: expected a run id' })
      try {
        if (store.has(run)) store.markFound(run)
        answer({ ok: true, next: store.next(run) })
      } catch (error) {
        return answer({ ok: false, why: messageOf(error) })
      }
      const before = sockets.get(run)
      Object.assign(socket.data, { run, clockAheadMs })
      sockets.set(run, socket)
      // A trainer that reconnects may be here before its old connection is known to be dead.
      if (before !== undefined && before !== socket) before.disconnect(true)
      arrived$.next(run)
      tell(run)
    })
    socket.on('clock', (answer) => answer(Date.now()))
    socket.on('disconnect', () => {
      const { run } = socket.data
      if (run === undefined || sockets.get(run) !== socket) return
      sockets.delete(run)
      tell(run)
      departed$.next(run)
    })
  }

  const ingested$ = (fromEvent(namespace, 'connection') as Observable<TrainerSocket>).pipe(
    tap(greet),
    mergeMap(arrivals),
    perTick(),
    map((group) => commit(store, group)),
    filter((envelopes) => envelopes.length > 0),
    tap((envelopes) => durable$.next(envelopes)),
  )

  const lost$ = merge(goneForGood(departed$, arrived$, graceMs), orphans$(store, arrived$, graceMs)).pipe(
    tap((run) => {
      attempt(() => store.has(run) && store.markLost(run))
      tell(run)
    }),
  )

  const subscriptions = [ingested$.subscribe(), lost$.subscribe()]
  return {
    durable$,
    presence$,
    isLive: (run) => sockets.has(run),
    clockAhead: (run) => Number(sockets.get(run)?.data.clockAheadMs) || 0,
    async command(run, command) {
      const socket = sockets.get(run)
      if (socket === undefined) return launched(run, command) ?? { ok: false, why: absence(run, store) }
      return forward(socket, run, command, commandMs)
    },
    close: () => subscriptions.forEach((subscription) => subscription.unsubscribe()),
  }
}

/**
 * Runs that were going on when the last hub ended, and whose trainer stays away. One that grows though no trainer is
 * here is another hub's on the same folder.
 */
function orphans$(store: Store, arrived$: Observable<RunId>, graceMs: number): Observable<RunId> {
  const goingOn = store.runs().filter(({ status }) => status === 'running' || status === 'paused')
  const next = new Map(goingOn.map(({ run }) => [run.id, store.next(run.id)]))
  return goneForGood(from(next.keys()), arrived$, graceMs).pipe(filter((run) => store.next(run) === next.get(run)))
}

function arrivals(socket: TrainerSocket): Observable<Arrival> {
  const reports$ = fromEvent(socket, 'reports') as Observable<[unknown, Arrival['answer']]>
  return reports$.pipe(
    takeUntil(fromEvent(socket, 'disconnect')),
    map(([bytes, answer]) => ({ run: socket.data.run ?? null, bytes, answer })),
  )
}
