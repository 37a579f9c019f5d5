import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  map,
  merge,
  mergeMap,
  retry,
  scan,
  share,
  Subject,
  take,
  throttleTime,
  timer,
  type Observable,
} from 'rxjs'
import { getContext, setContext } from 'svelte'
import type { RunId, RunSummary } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { clockOffset, type ClockReading } from './clock.ts'
import { latencySummary, NO_LATENCY, withPainting, type Painting } from './latency.ts'
import { Latest } from './latest.svelte.ts'
import { afterPaint, perPaint } from './paint.ts'
import { RunLive } from './run-live.svelte.ts'
import type { Connection, Delivery, Session } from './session.ts'

/**
 * All that the page sees of the world: the connection, the runs, the clocks, and how late its pixels are. One for
 * the page, handed down by context.
 */
export class Observatory {
  readonly #session: Session
  readonly #connection: Latest<Connection>
  readonly #summaries: Latest<readonly RunSummary[] | null>
  readonly #latency: Latest<ReturnType<typeof latencySummary>>
  readonly #clock: Latest<ReturnType<typeof clockOffset>>
  readonly #frames$: Observable<ViewerFrame>
  readonly #painted = new Subject<Painting>()
  readonly #runs = new Map<RunId, RunLive>()

  constructor(session: Session) {
    this.#session = session
    this.#connection = new Latest(session.connection$, { state: 'connecting' } as Connection)
    this.#summaries = new Latest<readonly RunSummary[] | null>(session.summaries$, null)
    this.#clock = new Latest(clockReadings(session), null)
    this.#latency = new Latest(this.#latencies(), NO_LATENCY)
    this.#frames$ = session.delivery$.pipe(
      perPaint,
      mergeMap((batch) => this.#painting(batch)),
      share(),
    )
  }

  get connection() {
    return this.#connection.current
  }

  /** Newest first; null until the hub has sent the list. */
  get summaries() {
    return this.#summaries.current
  }

  get clock() {
    return this.#clock.current
  }

  get latency() {
    return this.#latency.current
  }

  /** A run by id; the same object as long as the page lives, so that going back shows what was held at once. */
  run(id: RunId): RunLive {
    const known = this.#runs.get(id)
    if (known !== undefined) return known
    const run = new RunLive(id, this.#session, this.#frames$)
    this.#runs.set(id, run)
    return run
  }

  /** The frames of a batch, drawn by whoever listens; then, once they are on the screen, measured and acknowledged. */
  #painting(batch: readonly Delivery[]): ViewerFrame[] {
    afterPaint(() => {
      const at = Date.now()
      for (const { frame, drawn, inSight } of batch) {
        const hubNow = at + (this.#clock.current?.offsetMs ?? 0)
        if (inSight) this.#painted.next({ at, latencyMs: Math.max(0, hubNow - frame.at), conflated: frame.conflated })
        drawn()
      }
    })
    return batch.map(({ frame }) => frame)
  }

  /** Twice a second is as often as a person reads a number. */
  #latencies() {
    return this.#painted.pipe(
      scan(withPainting, [] as readonly Painting[]),
      throttleTime(500, undefined, { leading: true, trailing: true }),
      map(latencySummary),
    )
  }
}

/** A few readings at once, then one every twenty seconds; the best of the last sixteen counts. */
function clockReadings(session: Session) {
  const reading$ = defer(async (): Promise<ClockReading> => {
    const before = Date.now()
    const theirs = await session.clock()
    return { before, theirs, after: Date.now() }
  })
  return merge(timer(0, 150).pipe(take(6)), timer(20_000, 20_000)).pipe(
    concatMap(() =>
      reading$.pipe(
        retry({ count: 2, delay: 1_000 }),
        catchError(() => EMPTY),
      ),
    ),
    scan((known, reading) => [...known.slice(-15), reading], [] as readonly ClockReading[]),
    map(clockOffset),
  )
}

const KEY = Symbol('observatory')

export function provideObservatory(observatory: Observatory): Observatory {
  return setContext(KEY, observatory)
}

export function theObservatory(): Observatory {
  return getContext<Observatory>(KEY)
}
