import { createHash } from 'node:crypto'
import { concatMap, defer, filter, from, merge, mergeMap, Subject, switchMap, tap, type Observable } from 'rxjs'
import type { Namespace, Socket } from 'socket.io'
import {
  BOUNDS,
  PEOPLE,
  RUN_HAS_ENDED,
  TRAINER,
  type Command,
  type Outcome,
  type RunId,
} from '#src/vocabulary/index.ts'
import { TRAINER_EVENTS, type TrainerGreeting } from '#src/schema/events.ts'
import type { HubToTrainer, Presence, Readiness, Refusal, TrainerToHub } from '#src/wire/protocol.ts'
import type { PeoplesReport, Store } from '#src/store/index.ts'
import { attempt } from '#src/hub/attempt.ts'
import { strangersVersion } from '#src/hub/access/greeting.ts'
import { allowReports } from '#src/hub/sockets/line.ts'
import { receive } from '#src/hub/sockets/receive.ts'
import type { Tally } from '#src/hub/sockets/tally.ts'
import { commit, type Arrival, type Durable } from './commit.ts'
import { absence, disobedience, forward } from './forward.ts'
import { goneForGood } from './gone-for-good.ts'
import { writingForPeople } from './people.ts'
import { endOfTurn$, perTick } from './per-tick.ts'
import { newWriters, type Writer } from './writers.ts'

/**
 * Starts a trainer for a run that has none, where a Command can be obeyed so; null where it cannot. With `hasEnded` its trainer
 * has said that the run is over, whether or not that is stored yet.
 */
export type Launch = (run: RunId, command: Command, hasEnded?: boolean) => Promise<Outcome | null>

/** The writers that are connected, and what they report. */
export interface Trainers {
  /** Reports as they have become durable, a commit at a time. */
  readonly durable$: Observable<readonly Durable[]>
  readonly presence$: Observable<Presence>
  readiness(run: RunId): Readiness
  /** By how many milliseconds the clock of the run's trainer is ahead of the hub's. */
  clockAhead(run: RunId): number
  command(run: RunId, command: Command): Promise<Outcome>
  /** Writes down what somebody says of a run: durable when it is done. */
  say(run: RunId, report: PeoplesReport): Promise<void>
  close(): void
}

export interface TrainersOptions {
  readonly graceMs: number
  readonly commandMs: number
  readonly launch: Launch
  readonly tally: Tally
}

export type TrainerNamespace = Namespace<TrainerToHub, HubToTrainer>
type TrainerSocket = Socket<TrainerToHub, HubToTrainer>

/** Answers writers: the edge where their Reports come in and Commands go out. */
export function welcomeTrainers(
  namespace: TrainerNamespace,
  store: Store,
  { graceMs, commandMs, launch, tally }: TrainersOptions,
): Trainers {
  const writers = newWriters<TrainerSocket>()
  const arrival$ = new Subject<Arrival>()
  const durable$ = new Subject<readonly Durable[]>()
  const presence$ = new Subject<Presence>()
  const arrived$ = new Subject<RunId>()
  const departed$ = new Subject<RunId>()
  const undurable = reportsOnTheirWay()

  const tell = (run: RunId) =>
    attempt(async () => {
      if (!(await store.has(run))) return
      const { status } = await store.summary(run)
      presence$.next({ run, status, ...writers.readiness(run) })
    })

  async function hello(
    socket: TrainerSocket,
    greeting: TrainerGreeting,
  ): Promise<{ ok: true; next: number } | Refusal> {
    const { run, writer, secret, accepts, clockAheadMs = 0 } = greeting
    if (writer === PEOPLE)
      return refusal(
        `Writer '${PEOPLE}' stands for whoever looks on, and the hub itself writes for it; take another id`,
      )
    const present = writers.of(socket)
    if (present !== null && (present.run !== run || present.writer !== writer))
      return refusal(`This connection is that of writer '${present.writer}' of run '${present.run}'; open another`)
    const isNew = !(await store.has(run))
    const admitted = await store.admit({ run, writer, secretHash: createHash('sha256').update(secret).digest('hex') })
    if (!admitted.ok) return admitted
    if (socket.disconnected) return refusal('The connection is over')
    const isMain = isNew || admitted.main
    const before = writers.put({ run, writer, isMain, accepts, clockAheadMs, socket })
    // One that reconnects may be here before its old connection is known to be dead.
    if (before !== null && before.socket !== socket) before.socket.disconnect(true)
    allowReports(socket.conn)
    if (isMain) {
      if (!isNew) await store.markFound(run)
      arrived$.next(run)
    }
    void tell(run)
    // What an earlier connection brought may be on its way to the disk still; nothing more comes of it.
    const arriving = [...undurable.of(run)]
    if (arriving.length === 0) return { ok: true, next: admitted.next }
    await Promise.all(arriving)
    return { ok: true, next: await store.next(run, writer) }
  }

  function reports(socket: TrainerSocket, bytes: Uint8Array): Promise<unknown> | Refusal {
    const writer = writers.of(socket)
    if (writer === null)
      return refusal('Reports come after a hello with run, writer and secret, and not once another connection of the same writer has said it') // prettier-ignore
    if (undurable.bytes + bytes.length > BOUNDS.undurableBytes)
      return refusal(
        `The hub holds ${BOUNDS.undurableBytes} bytes that are not durable yet, the most it may; send again`,
      )
    const answered = new Promise((answer) => arrival$.next({ run: writer.run, writer: writer.writer, bytes, answer }))
    return undurable.until(answered, writer.run, bytes.length)
  }

  function leave(writer: Writer<TrainerSocket>): void {
    if (!writers.remove(writer)) return
    void tell(writer.run)
    if (writer.isMain) departed$.next(writer.run)
  }

  const welcome = (socket: TrainerSocket) => {
    receive(socket, {
      events: TRAINER_EVENTS,
      handlers: {
        hello: (greeting) => hello(socket, greeting),
        reports: (bytes) => reports(socket, bytes),
        clock: () => Date.now(),
      },
      stranger: (greeting) => strangersVersion(greeting, 'trainer'),
      tally,
    })
    socket.on('disconnect', () => {
      const writer = writers.of(socket)
      if (writer !== null) leave(writer)
    })
  }
  namespace.on('connection', welcome)

  /** While one commit is on its way, what arrives is gathered for the next. */
  let committing: Promise<readonly Durable[]> = Promise.resolve([])
  const free$ = endOfTurn$.pipe(switchMap(() => committing))
  const ingested$ = arrival$.pipe(
    perTick(free$),
    concatMap((group) => (committing = commit(store, group, tally))),
    filter((durable) => durable.length > 0),
    tap((durable) => {
      for (const { run, facts } of durable)
        if (facts[0]?.report.type === 'started') writers.begun(run, facts[0].writer ?? TRAINER)
      durable$.next(durable)
    }),
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
    readiness: (run) => writers.readiness(run),
    clockAhead: (run) => writers.clockAhead(run),
    async command(run, command) {
      const writer = writers.mainOf(run)
      if (writer?.accepts.includes(command.type)) {
        const outcome = await forward(writer.socket, run, command, { timeoutMs: commandMs, tally })
        // It still measures the past of a run that is over: what can be obeyed then waits until it is done.
        return outcome.ok || outcome.why !== RUN_HAS_ENDED ? outcome : ((await launch(run, command, true)) ?? outcome)
      }
      if (writer !== null) return { ok: false, why: disobedience(run, command, writer.accepts) }
      // What a trainer said before it left, such as that the run is over, may be on its way to the disk.
      await Promise.all(undurable.of(run))
      const launched = (await store.has(run)) ? await launch(run, command) : null
      return launched ?? { ok: false, why: await absence(run, store) }
    },
    say: writingForPeople(store, (arrival) => arrival$.next(arrival)),
    close() {
      namespace.off('connection', welcome)
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
}

/** What is not durable yet, of each run and of all. */
function reportsOnTheirWay() {
  const runs = new Map<RunId, Set<Promise<unknown>>>()
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    of: (run: RunId): Iterable<Promise<unknown>> => runs.get(run) ?? [],
    until<T>(answered: Promise<T>, run: RunId, size: number): Promise<T> {
      const there = runs.get(run) ?? new Set()
      runs.set(run, there.add(answered))
      bytes += size
      return answered.finally(() => {
        bytes -= size
        there.delete(answered)
        if (there.size === 0) runs.delete(run)
      })
    },
  }
}

function refusal(why: string): Refusal {
  return { ok: false, why }
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
    const page = await store.list({ archived: 'also', status: ['running', 'paused'], from: next.size, size: 200 })
    if (page.runs.length === 0) break
    for (const { run } of page.runs) next.set(run.id, await store.next(run.id))
    total = page.total
  }
  return next
}
