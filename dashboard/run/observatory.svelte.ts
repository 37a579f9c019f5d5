import type { Observable } from 'rxjs'
import { getContext, setContext } from 'svelte'
import type { NamedView, NamedViewChange, RunId, RunsPage, RunsQuestion, RunSummary } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { clockOffsets, type clockOffset } from '#dashboard/live/clock.ts'
import type { Connection } from '#dashboard/live/connection.ts'
import { NO_LATENCY, type LatencySummary } from '#dashboard/live/latency.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { listed } from '#dashboard/live/lines.ts'
import { paintedFrames } from '#dashboard/live/painted.ts'
import type { Session } from '#dashboard/live/session.ts'
import { Deeds } from './deeds.svelte.ts'
import { Removal } from './removal.svelte.ts'
import { RunLive } from './run-live.svelte.ts'

/** So many runs that nobody looks at any more are kept as they were: each holds up to a few megabytes. */
const MOST_LEFT = 4

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
  readonly #views: Latest<readonly NamedView[] | null>
  readonly #runs = new Map<RunId, RunLive>()
  /** Those that nobody looks at any more, the latest last. */
  readonly #left = new Set<RunLive>()
  readonly removal: Removal
  /** What is done to runs as a whole, and taken back. */
  readonly deeds: Deeds

  constructor(session: Session) {
    this.#session = session
    this.removal = new Removal(session)
    this.deeds = new Deeds(session)
    this.#views = new Latest<readonly NamedView[] | null>(session.views$, null)
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

  /** The views that people named, by their names; null until the hub has said. */
  get views(): readonly NamedView[] | null {
    return this.#views.current
  }

  /** Saves, renames or removes one; what was there before comes back by undo. */
  changeView(text: string, change: NamedViewChange, back: NamedViewChange): Promise<boolean> {
    const { changeViews } = this.#session
    return this.deeds.does(
      text,
      () => changeViews(change),
      () => changeViews(back),
    )
  }

  /** What can be asked about many runs at once, and launched: whoever asks it brings the code for that. */
  get many(): Session {
    return this.#session
  }

  /** The runs that a question finds, kept current; `mayBelong` says of a new run whether it could be one of them. */
  found(question: RunsQuestion, mayBelong?: (line: RunSummary, known: RunsPage) => boolean): Observable<RunsPage> {
    return listed(this.#session, question, mayBelong)
  }

  /**
   * A run by id: the same object for as long as somebody looks at it, and while it is one of the last that somebody looked
   * at, so that going back shows what was held at once.
   */
  run(id: RunId): RunLive {
    const known = this.#runs.get(id)
    if (known !== undefined) return known
    const run = new RunLive(
      id,
      this.#session,
      this.#frames$,
      () => this.control,
      (one, isWatched) => this.#watch(one, isWatched),
    )
    this.#runs.set(id, run)
    return run
  }

  /** Of the runs that were left only the last few are remembered. */
  #watch(run: RunLive, isWatched: boolean): void {
    this.#left.delete(run)
    if (isWatched) return void this.#runs.set(run.id, run)
    this.#left.add(run)
    for (const old of [...this.#left].slice(0, -MOST_LEFT)) {
      this.#left.delete(old)
      if (this.#runs.get(old.id) === old) this.#runs.delete(old.id)
    }
  }
}

const KEY = Symbol('observatory')

export function provideObservatory(observatory: Observatory): Observatory {
  return setContext(KEY, observatory)
}

export function theObservatory(): Observatory {
  return getContext<Observatory>(KEY)
}
