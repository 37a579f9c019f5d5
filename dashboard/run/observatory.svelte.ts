import type { Observable } from 'rxjs'
import { getContext, setContext } from 'svelte'
import type { RunId, RunSummary } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { clockOffsets, type clockOffset } from '#dashboard/live/clock.ts'
import { NO_LATENCY, type LatencySummary } from '#dashboard/live/latency.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { paintedFrames } from '#dashboard/live/painted.ts'
import type { Connection, Session } from '#dashboard/live/session.ts'
import { RunLive } from './run-live.svelte.ts'

/**
 * All that the page sees of the world: the connection, the runs, the clocks, and how late its pixels are. One for
 * the page, handed down by context.
 */
export class Observatory {
  readonly #session: Session
  readonly #connection: Latest<Connection>
  readonly #summaries: Latest<readonly RunSummary[] | null>
  readonly #clock: Latest<ReturnType<typeof clockOffset>>
  readonly #latency: Latest<LatencySummary>
  readonly #frames$: Observable<ViewerFrame>
  readonly #runs = new Map<RunId, RunLive>()

  constructor(session: Session) {
    this.#session = session
    this.#connection = new Latest(session.connection$, { state: 'connecting' } as Connection)
    this.#summaries = new Latest<readonly RunSummary[] | null>(session.summaries$, null)
    this.#clock = new Latest(clockOffsets(session.clock), null)
    const { frames$, latency$ } = paintedFrames(session.delivery$, () => this.#clock.current?.offsetMs ?? 0)
    this.#frames$ = frames$
    this.#latency = new Latest(latency$, NO_LATENCY)
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
}

const KEY = Symbol('observatory')

export function provideObservatory(observatory: Observatory): Observatory {
  return setContext(KEY, observatory)
}

export function theObservatory(): Observatory {
  return getContext<Observatory>(KEY)
}
