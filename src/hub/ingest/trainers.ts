import {
  concatMap,
  defer,
  filter,
  from,
  fromEvent,
  map,
  merge,
  mergeMap,
  Subject,
  switchMap,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs'
import type { Namespace, Socket } from 'socket.io'
import { isPathName, messageOf, TRAINER, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import type { HubToTrainer, Presence, TrainerToHub } from '#src/wire/protocol.ts'
import type { Store } from '#src/store/index.ts'
import { requireAnswers } from '#src/hub/access/answerable.ts'
import { attempt } from '#src/hub/attempt.ts'
import { commit, type Arrival, type Durable } from './commit.ts'
import { absence, forward } from './forward.ts'
import { goneForGood } from './gone-for-good.ts'
import { strangersVersion } from '#src/hub/access/greeting.ts'
import { endOfTurn$, perTick } from './per-tick.ts'

/** Starts a trainer for a run that has none, where a Command can be obeyed so; null where it cannot. */
export type Launch = (run: RunId, command: Command) => Promise<Outcome | null>

/** The trainers that are connected, and what they report. */
export interface Trainers {
  /** Reports as they have become durable, a commit at a time. */
  readonly durable$: Observable<readonly Durable[]>
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
  const durable$ = new Subject<readonly Durable[]>()
  const presence$ = new Subject<Presence>()
  const arrived$ = new Subject<RunId>()
  const departed$ = new Subject<RunId>()

  const launched = async (run: RunId, command: Command): Promise<Outcome | null> =>
    (await store.has(run)) ? launch(run, command) : null

  const tell = (run: RunId) =>
    attempt(async () => {
      if (!(await store.has(run))) return
      const { status } = await store.summary(run)
      presence$.next({ run, live: sockets.has(run), status })
    })

  const greet = (socket: TrainerSocket) => {
    requireAnswers(socket)
    socket.on('hello', async (greeting, answer) => {
      const why = strangersVersion(greeting, 'trainer')
      if (why !== null) return answer({ ok: false, why })
      const { run, clockAheadMs } = greeting
      if (!isPathName(run)) return answer({ ok: false, why: 'At hello.run: expected a run id' })
      let next: number
      try {
        if (await store.has(run)) await store.markFound(run)
        next = await store.next(run)
      } catch (error) {
        return answer({ ok: false, why: messageOf(error) })
      }
      if (socket.disconnected) return
      const before = sockets.get(run)
      Object.assign(socket.data, { run, clockAheadMs })
      sockets.set(run, socket)
      answer({ ok: true, next })
      // A trainer that reconnects may be here before its old connection is known to be dead.
      if (before !== undefined && before !== socket) before.disconnect(true)
      arrived$.next(run)
      void tell(run)
    })
    socket.on('clock', (answer) => answer(Date.now()))
    socket.on('disconnect', () => {
      const { run } = socket.data
      if (run === undefined || sockets.get(run) !== socket) return
      sockets.delete(run)
      void tell(run)
      departed$.next(run)
    })
  }

  /** While one commit is on its way, what arrives is gathered for the next. */
  let committing: Promise<readonly Durable[]> = Promise.resolve([])
  const free$ = endOfTurn$.pipe(switchMap(() => committing))
  const ingested$ = (fromEvent(namespace, 'connection') as Observable<TrainerSocket>).pipe(
    tap(greet),
    mergeMap(arrivals),
    perTick(free$),
    concatMap((group) => (committing = commit(store, group))),
    filter((durable) => durable.length > 0),
    tap((durable) => durable$.next(durable)),
  )

  const lost$ = merge(goneForGood(departed$, arrived$, graceMs), orphans$(store, arrived$, graceMs)).pipe(
    concatMap(async (run) => {
      await attempt(async () => (await store.has(run)) && store.markLost(run))
      await tell(run)
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
      if (socket === undefined) return (await launched(run, command)) ?? { ok: false, why: await absence(run, store) }
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
  return defer(() => goingOn(store)).pipe(
    mergeMap((next) =>
      goneForGood(from(next.keys()), arrived$, graceMs).pipe(
        concatMap(async (run) => ((await store.next(run)) === next.get(run) ? run : null)),
        filter((run) => run !== null),
      ),
    ),
  )
}

/** The sequence number wanted next of each run that has not ended. */
async function goingOn(store: Store): Promise<ReadonlyMap<RunId, number>> {
  const next = new Map<RunId, number>()
  for (let total = 1; next.size < total;) {
    const page = await store.list({ status: ['running', 'paused'], from: next.size, size: 200 })
    if (page.runs.length === 0) break
    for (const { run } of page.runs) next.set(run.id, await store.next(run.id))
    total = page.total
  }
  return next
}

function arrivals(socket: TrainerSocket): Observable<Arrival> {
  const reports$ = fromEvent(socket, 'reports') as Observable<[unknown, Arrival['answer']]>
  return reports$.pipe(
    takeUntil(fromEvent(socket, 'disconnect')),
    map(([bytes, answer]) => ({ run: socket.data.run ?? null, writer: TRAINER, bytes, answer })),
  )
}
