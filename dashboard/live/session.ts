import type { Socket } from 'socket.io-client'
import { catchError, EMPTY, filter, from, map, mergeWith, Observable, of, shareReplay, Subject, switchMap } from 'rxjs'
import { readableSummary } from '#src/run-state/index.ts'
import { runtimeError, runValueFromJson } from '#src/vocabulary/index.ts'
import type {
  Aggregate,
  AggregateQuestion,
  Command,
  EffectQuestion,
  Effects,
  Envelope,
  Launchable,
  Fact,
  Factors,
  FactorsQuestion,
  FigureSoFar,
  Judged,
  Label,
  LeadQuestion,
  Leads,
  NamedView,
  NamedViewChange,
  NoteChange,
  Outcome,
  Query,
  QueryResult,
  RunId,
  RunsColumns,
  RunsGroup,
  RunsPage,
  RunsQuestion,
  SweepDeed,
  SweepForecast,
  SweepId,
  SweepRequest,
  SweepStatus,
} from '#src/vocabulary/index.ts'
import type { HubToViewer, Presence, Refusal, RunView, ViewerToHub } from '#src/wire/protocol.ts'
import { frameFromBytes, resultsFromBytes, type ViewerFrame } from '#src/wire/query-results.ts'
import { cardsBack } from './cards.ts'
import { connections } from './connection.ts'
import type { JsonRunsGroup } from '#src/wire/runs-page.ts'
import { runsPageFrom } from './runs-page.ts'

/** The hub itself gives a trainer two minutes between two of its steps: its word on that comes first. */
const ANSWER_MS = 125_000
const QUESTION_MS = 20_000

export type ViewerSocket = Socket<HubToViewer, ViewerToHub>

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
  /** Anew for each question: the limit holds for what is said next, whatever that is. */
  const asking = () => socket.timeout(QUESTION_MS)
  const cards = cardsBack((hash) => asking().emitWithAck('cards', hash))
  const fact$ = heard<Envelope<Fact>>(socket, 'fact').pipe(cards.facts)
  const changedViews$ = heard<readonly NamedView[]>(socket, 'views')
  return {
    connection$,
    /** Says so at each connection. */
    ready$,
    /** Lines of the run list that have changed, or are new. */
    line$: heard<unknown>(socket, 'run').pipe(
      map(readableSummary),
      filter((line) => line !== null),
    ),
    /** Runs that were removed. */
    removed$: heard<RunId>(socket, 'removed'),
    fact$,
    presence$: heard<Presence>(socket, 'presence'),
    delivery$: deliveries(socket),
    /** The view of a run at each connection; closed again when nobody listens. */
    open: (run: RunId): Observable<{ ok: true; view: RunView } | Refusal> =>
      new Observable((subscriber) => {
        const opened = ready$
          .pipe(
            switchMap(() => answered(socket.emitWithAck('open', run))),
            switchMap((reply) => (reply.ok ? cards.view(reply.view, fact$).pipe(map(opening)) : of(reply))),
          )
          .subscribe(subscriber)
        return () => {
          opened.unsubscribe()
          socket.emit('close', run)
        }
      }),
    follow: (run: RunId, series: readonly string[]) => void socket.emit('follow', run, series),
    list: async (question: RunsQuestion): Promise<RunsPage> =>
      runsPageFrom(granted(await asking().emitWithAck('list', question))),
    columnsOf: async (question: RunsQuestion): Promise<RunsColumns> =>
      granted(await asking().emitWithAck('columnsOf', question)),
    groupsOf: async (question: RunsQuestion, by: string): Promise<readonly RunsGroup[]> => {
      const { groups } = granted(await asking().emitWithAck('groupsOf', question, by)) as { groups: JsonRunsGroup[] }
      return groups.map(({ value, runs }) => ({ value: runValueFromJson(value), runs }))
    },
    label: async (run: RunId, label: Label): Promise<void> =>
      void granted(await asking().emitWithAck('label', run, label)),
    note: async (run: RunId, note: NoteChange): Promise<void> =>
      void granted(await asking().emitWithAck('note', run, note)),
    ask: async (queries: readonly Query[]): Promise<QueryResult[]> =>
      resultsFromBytes(new Uint8Array(granted(await asking().emitWithAck('ask', queries)).bytes)),
    claims: async (run: RunId): Promise<readonly Judged[]> => granted(await asking().emitWithAck('claims', run)).claims,
    /** About many runs at once: what is computed in the store, beside the data. */
    // What reads answers about groups of runs comes with the first of them: most pages ask for none.
    aggregate: async (question: AggregateQuestion): Promise<Aggregate> => {
      const { bytes } = granted(await asking().emitWithAck('aggregate', question))
      return (await import('#src/wire/aggregates.ts')).aggregateFromBytes(new Uint8Array(bytes))
    },
    effects: async (question: EffectQuestion): Promise<Effects> => {
      const { effects } = granted(await asking().emitWithAck('effects', question))
      return (await import('#src/wire/effects.ts')).effectsFromJson(effects)
    },
    factors: async (question: FactorsQuestion): Promise<Factors> =>
      granted(await asking().emitWithAck('factors', question)).factors,
    leads: async (question: LeadQuestion): Promise<Leads> => {
      const { leads } = granted(await asking().emitWithAck('leads', question))
      return (await import('#src/wire/effects.ts')).leadsFromJson(leads)
    },
    /** The named views, at once and whenever one has changed. */
    views$: ready$.pipe(
      switchMap(() =>
        answered(asking().emitWithAck('views')).pipe(
          map((reply) => granted(reply).views),
          catchError(() => EMPTY),
          mergeWith(changedViews$),
        ),
      ),
    ),
    changeViews: async (change: NamedViewChange): Promise<void> =>
      void granted(await asking().emitWithAck('changeViews', change)),
    command: (run: RunId, command: Command): Promise<Outcome> => commanded(socket, run, command),
    remove: async (run: RunId): Promise<void> => void granted(await asking().emitWithAck('remove', run)),
    restore: async (run: RunId): Promise<void> => void granted(await asking().emitWithAck('restore', run)),
    experiments: async (): Promise<Launchable> => granted(await asking().emitWithAck('experiments')),
    sweeps: async (): Promise<readonly SweepStatus[]> => granted(await asking().emitWithAck('sweeps')).sweeps,
    figure: async (experiment: string): Promise<FigureSoFar> =>
      granted(await asking().emitWithAck('figure', experiment)).figure,
    forecast: async (sweep: SweepRequest): Promise<SweepForecast> =>
      granted(await asking().emitWithAck('forecast', sweep)).forecast,
    /** A sweep begins when its process has read its program, which takes a busy machine its time. */
    startSweep: async (sweep: SweepRequest): Promise<SweepStatus> =>
      granted(await socket.timeout(ANSWER_MS).emitWithAck('startSweep', sweep)).sweep,
    tellSweep: async (sweep: SweepId, deed: SweepDeed): Promise<SweepStatus> =>
      granted(await socket.timeout(ANSWER_MS).emitWithAck('tellSweep', sweep, deed)).sweep,
    clock: (): Promise<number> => socket.timeout(5_000).emitWithAck('clock'),
  }
}

export type Session = ReturnType<typeof sessionOver>

function opening(view: RunView) {
  return { ok: true as const, view }
}

/** The answer to a question, or its refusal as an error. */
function granted<T extends { readonly ok: true }>(reply: T | Refusal): T {
  if (!reply.ok) throw runtimeError(reply.why)
  return reply
}

/** One subscription to the socket, shared: listeners never pile up on it. */
function heard<T>(socket: ViewerSocket, event: 'run' | 'removed' | 'fact' | 'presence' | 'views'): Observable<T> {
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
