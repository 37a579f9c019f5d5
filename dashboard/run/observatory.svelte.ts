import type { Observable } from 'rxjs'
import { getContext, setContext } from 'svelte'
import type { RunId, RunsPage, RunsQuestion, RunSummary } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { clockOffsets, type clockOffset } from '#dashboard/live/clock.ts'
import type { Connection } from '#dashboard/live/connection.ts'
import { NO_LATENCY, type LatencySummary } from '#dashboard/live/latency.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { listed } from '#dashboard/live/lines.ts'
import { paintedFrames } from '#dashboard/live/painted.ts'
import type { Session } from '#dashboard/live/session.ts'
import { Launchpad } from './launchpad.svelte.ts'
import { Removal } from './removal.svelte.ts'
import { RunList } from './run-list.svelte.ts'
import { RunLive } from './run-live.svelte.ts'

/**
 * All that the page sees of the world: the connection, the runs, the clocks, and how late its pixels are. One for
 * the page, handed down by context.
 */
export class Observatory {
  readonly #session: Session
  readonly #connection: Latest<Connection>
  readonly #clock: Latest<ReturnType<typeof clockOffset>>
  readonly #latency: Latest<LatencySummary>
  readonly #frames$: Observable<ViewerFrame>
  readonly #runs = new Map<RunId, RunLive>()
  readonly removal: Removal

  constructor(session: Session) {
    this.#session = session
    this.removal = new Removal(session)
    this.#connection = new Latest(session.connection$, { state: 'connecting' } as Connection)
    this.#clock = new Latest(clockOffsets(session.clock), null)
    const { frames$, latency$ } = paintedFrames(session.delivery$, () => this.#clock.current?.offsetMs ?? 0)
    this.#frames$ = frames$
    this.#latency = new Latest(latency$, NO_LATENCY)
  }

  get connection() {
    return this.#connection.current
  }

  get clock() {
    return this.#clock.current
  }

  get latency() {
    return this.#latency.current
  }

  /** How this page gets control; null where it has it, and where nobody has said yet. */
  get control(): string | null {
    const { connection } = this
    if (connection.state !== 'connected' || connection.rights.includes('control')) return null
    return connection.control ?? 'this page may look, and change nothing'
  }

  /** A list of runs to look at. */
  list(): RunList {
    return new RunList(this.#session)
  }

  /** The runs that a question finds, kept current; `mayBelong` says of a new run whether it could be one of them. */
  found(question: RunsQuestion, mayBelong?: (line: RunSummary, known: RunsPage) => boolean): Observable<RunsPage> {
    return listed(this.#session, question, mayBelong)
  }

  /** What can be launched, and the sweeps that were. */
  launchpad(): Launchpad {
    return new Launchpad(this.#session)
  }

  /** A run by id; the same object as long as the page lives, so that going back shows what was held at once. */
  run(id: RunId): RunLive {
    const known = this.#runs.get(id)
    if (known !== undefined) return known
    const run = new RunLive(id, this.#session, this.#frames$, () => this.control)
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
