import { concatMap, groupBy, map, merge, mergeMap, tap, throttleTime, type Observable } from 'rxjs'
import type { Namespace, Socket } from 'socket.io'
import { BOUNDS, usageError, type Envelope, type Fact, type RunId } from '#src/vocabulary/index.ts'
import { VIEWER_EVENTS } from '#src/schema/events.ts'
import type { HubToViewer, Refusal, RunView, ViewerToHub } from '#src/wire/protocol.ts'
import { bytesFromAggregate } from '#src/wire/aggregates.ts'
import { jsonOfEffects, jsonOfLeads } from '#src/wire/effects.ts'
import { bytesFromResults } from '#src/wire/query-results.ts'
import { jsonFromRunsGroup, jsonFromRunsPage } from '#src/wire/runs-page.ts'
import { shortLine, type Store } from '#src/store/index.ts'
import { attempt } from '#src/hub/attempt.ts'
import type { Claims } from '#src/hub/claims.ts'
import type { Access } from '#src/hub/access/access.ts'
import { allows, type Admitted } from '#src/hub/access/admission.ts'
import { strangersVersion } from '#src/hub/access/greeting.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'
import { AFTERWARDS, receive } from '#src/hub/sockets/receive.ts'
import type { Tally } from '#src/hub/sockets/tally.ts'
import { newAllowances, type Allowances } from './allowance.ts'
import { following } from './following.ts'
import type { NamedViews } from './named-views.ts'
import type { Removal } from './removal.ts'
import type { Catalogue } from '#src/hub/hub.ts'
import type { Studies } from '#src/hub/studies.ts'
import { NO_SWEEPS, type Sweeps } from '#src/hub/sweeps.ts'
import { sendCommand } from './send-command.ts'

export type ViewerNamespace = Namespace<ViewerToHub, HubToViewer, object, Admitted>
export type ViewerSocket = Socket<ViewerToHub, HubToViewer, object, Admitted>

export interface ViewersOptions {
  readonly version: string
  readonly drawnMs: number
  readonly access: Access
  readonly tally: Tally
  readonly removal: Removal
  readonly views: NamedViews
  readonly sweeps: Sweeps | null
  readonly studies: Studies
  readonly claims: Claims
  readonly catalogue: Pick<Catalogue, 'launchable'>
}

/** A line of the run list changes at most so often. */
const LINE_MS = 500
/** The room of those who have said hello. */
export const GREETED = 'greeted'
const roomOf = (run: RunId) => `run ${run}`

/** Answers viewers: the edge where queries and Commands come in, and facts, frames and changes of the list go out. */
export function welcomeViewers(
  namespace: ViewerNamespace,
  store: Store,
  trainers: Trainers,
  options: ViewersOptions,
): { close(): void } {
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
      attempt(
        async () => (await store.has(run)) && namespace.to(GREETED).emit('run', shortLine(await store.summary(run))),
      ),
    ),
  )
  // Facts first: a series is declared before the first frame that holds it.
  const subscriptions = [facts$, presence$, lines$].map((stream$: Observable<unknown>) => stream$.subscribe())
  const allowances = newAllowances()
  const welcome = (socket: ViewerSocket) => answerViewer(socket, store, trainers, { ...options, allowances })
  namespace.on('connection', welcome)
  return {
    close() {
      namespace.off('connection', welcome)
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
}

function answerViewer(
  socket: ViewerSocket,
  store: Store,
  trainers: Trainers,
  {
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
    allowances,
  }: ViewersOptions & { readonly allowances: Allowances },
): void {
  const followed = following(socket, trainers, {
    drawnMs,
    allowance: allowances.viewer(),
    failed(error) {
      tally.failed('a frame of a viewer', error)
      socket.disconnect(true)
    },
  })
  socket.on('disconnect', () => followed.end())

  const { holder = null } = socket.data
  const asked = studies.storeFor({ isKnown: holder !== null, isGone: () => socket.disconnected })

  /** Does what needs the right to control. */
  const controlling = <Reply>(work: () => Reply): Reply | Refusal =>
    allows(socket, 'control') ? work() : { ok: false, why: access.wayToControl([]) ?? '' }

  receive(socket, {
    events: VIEWER_EVENTS,
    stranger: (greeting) => strangersVersion(greeting, 'viewer'),
    tally,
    handlers: {
      hello() {
        void socket.join(GREETED)
        const { rights = [] } = socket.data
        return { ok: true, version, now: Date.now(), rights, control: access.wayToControl(rights) }
      },
      clock: () => Date.now(),
      list: async (question) => ({ ok: true, ...jsonFromRunsPage(await asked.list(question)) }),
      groupsOf: async (question, by) => ({
        ok: true,
        groups: (await asked.groupsOf(question, by)).map(jsonFromRunsGroup),
      }),
      columnsOf: async (question) => ({ ok: true, ...(await asked.columnsOf(question)) }),
      open(run) {
        if (socket.rooms.size > BOUNDS.runsOpen)
          throw usageError(`open: expected at most ${BOUNDS.runsOpen} runs at once; close one`)
        return opened(socket, run, store, trainers)
      },
      close: (run) => void socket.leave(roomOf(run)),
      cards: async (hash) => ({ ok: true, cards: await store.cards(hash) }),
      ask: async (queries) => ({ ok: true, bytes: bytesFromResults(await store.slices(queries)) }),
      claims: async (run) => ({ ok: true, claims: await claims.judged(run) }),
      follow: (run, series) => followed.follow(run, series),
      command: (run, command) => controlling(() => sendCommand(run, command, trainers)),
      remove: (run) => controlling(() => removal.remove(run)),
      restore: (run) => controlling(() => removal.restore(run)),
      label: (run, label) => controlling(() => trainers.say(run, { type: 'labeled', ...label })),
      note: (run, note) => controlling(() => trainers.say(run, { type: 'noted', note })),
      experiments: async () => ({ ok: true, ...(await catalogue.launchable()) }),
      sweeps: async () => ({ ok: true, sweeps: (await sweeps?.list()) ?? [] }),
      figure: (experiment) => ofSweeps(sweeps, async (own) => ({ ok: true, figure: await own.figure(experiment) })),
      forecast: (request) => ofSweeps(sweeps, async (own) => ({ ok: true, forecast: await own.forecast(request) })),
      startSweep: (request) =>
        controlling(() => ofSweeps(sweeps, async (own) => ({ ok: true, sweep: await own.start(request) }))),
      tellSweep: (id, deed) =>
        controlling(() => ofSweeps(sweeps, async (own) => ({ ok: true, sweep: await own.tell(id, deed) }))),
      aggregate: async (question) => ({ ok: true, bytes: bytesFromAggregate(await asked.aggregate(question)) }),
      effects: async (question) => ({ ok: true, effects: jsonOfEffects(await asked.effects(question)) }),
      factors: async (question) => ({ ok: true, factors: await asked.factors(question) }),
      leads: async (question) => ({ ok: true, leads: jsonOfLeads(await asked.leads(question)) }),
      views: async () => ({ ok: true, views: await views.list() }),
      changeViews: (change) => controlling(async () => void (await views.change(change))),
    },
  })
}

/** What is asked of sweeps where there are any; a hub without them says so. */
function ofSweeps<Reply>(sweeps: Sweeps | null, ask: (sweeps: Sweeps) => Promise<Reply>): Promise<Reply> | Refusal {
  return sweeps === null ? { ok: false, why: NO_SWEEPS } : ask(sweeps)
}

/** The view of a run, whose facts the viewer hears from then on. */
async function opened(socket: ViewerSocket, run: RunId, store: Store, trainers: Trainers): Promise<object> {
  // What becomes durable while the view is read may be in it or not: it is held, and what the view lacks follows it.
  const meanwhile: Envelope<Fact>[] = []
  const heard = trainers.durable$.subscribe((durable) => {
    for (const one of durable) if (one.run === run) meanwhile.push(...one.facts)
  })
  try {
    const view = await viewOf(run, store, trainers)
    const known = new Set(view.facts.map(placeOf))
    const listen = () => {
      heard.unsubscribe()
      void socket.join(roomOf(run))
      for (const fact of meanwhile) if (!known.has(placeOf(fact))) socket.emit('fact', fact)
    }
    return { ok: true, view, [AFTERWARDS]: listen }
  } catch (error) {
    heard.unsubscribe()
    throw error
  }
}

const placeOf = ({ writer = '', seq }: Envelope) => `${writer} ${seq}`

export async function viewOf(run: RunId, store: Store, trainers: Trainers): Promise<RunView> {
  // Facts first: what comes meanwhile may add to the others, which a page knows how to take twice.
  const facts = await store.facts(run)
  return { facts, summary: await store.summary(run), series: await store.series(run), ...trainers.readiness(run) }
}
