import { filter, ignoreElements, map, merge, scan, tap, type Observable } from 'rxjs'
import type { Command, Outcome, Query, RunId, RunSummary } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { LiveCurve } from '#dashboard/live/curve.svelte.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { RunCurves } from '#dashboard/live/run-curves.svelte.ts'
import type { Session } from '#dashboard/live/session.ts'
import type { PanelRun } from '#dashboard/panels/panel-run.ts'
import type { CurveDifference, SeriesKey } from '#dashboard/series/curve.ts'
import type { Range } from '#dashboard/series/range.ts'
import { stateAsStored, withStoredFact } from './as-stored.ts'
import { UNKNOWN_RUN, type RunState } from './run-state.ts'

/** What a page may know of a run: its facts, how it stands, or why the hub would not open it. */
export interface RunPicture {
  readonly state: RunState
  readonly live: boolean
  readonly refusal: string | null
  readonly opened: boolean
}

const UNOPENED: RunPicture = { state: UNKNOWN_RUN, live: false, refusal: null, opened: false }
const NO_CLOCK = new LiveCurve('elapsed', 'scalar')

/** One run, live: reading `picture` opens it at the hub and keeps it open; its curves come when something draws them. */
export class RunLive implements PanelRun {
  readonly id: RunId
  readonly #session: Session
  readonly #picture: Latest<RunPicture>
  readonly #summary: Latest<RunSummary | null>
  readonly #curves: RunCurves

  constructor(id: RunId, session: Session, frames$: Observable<ViewerFrame>) {
    this.id = id
    this.#session = session
    this.#curves = new RunCurves(id, session)
    this.#picture = new Latest(this.#pictures(frames$), UNOPENED)
    this.#summary = new Latest(
      session.summaries$.pipe(map((all) => all.find(({ run }) => run.id === id) ?? null)),
      null,
    )
  }

  get picture(): RunPicture {
    return this.#picture.current
  }

  get summary(): RunSummary | null {
    return this.#summary.current
  }

  /** The latest step heard of: numbers run ahead of the run list's line. */
  get step(): number {
    return Math.max(this.#curves.reached, this.summary?.step ?? 0)
  }

  /** Why the last query went unanswered. */
  get problem(): string | null {
    return this.#curves.problem
  }

  /** Step to seconds, by the run's own clock; a curve without points where the run has none. */
  get clock(): LiveCurve {
    const clock = this.picture.state.series.find(({ probe }) => probe === 'elapsed')
    return clock === undefined ? NO_CLOCK : this.#curves.curve(clock)
  }

  curve(series: SeriesKey): LiveCurve {
    return this.#curves.curve(series)
  }

  difference(series: SeriesKey, other: Pick<PanelRun, 'id' | 'curve'>): CurveDifference {
    return this.#curves.difference(series, other)
  }

  look(range: Range | null, pixels: number, spacing: Query['spacing']): void {
    this.#curves.look(range, pixels, spacing)
  }

  lookBack(step: number | null): void {
    this.#curves.lookBack(step)
  }

  command(command: Command): Promise<Outcome> {
    return this.#session.command(this.id, command)
  }

  #pictures(frames$: Observable<ViewerFrame>): Observable<RunPicture> {
    const opened$ = this.#session.open(this.id).pipe(
      tap((reply) => reply.ok && this.#curves.renew()),
      map(
        (reply) => (): RunPicture =>
          reply.ok
            ? { state: stateAsStored(reply.view.facts), live: reply.view.live, refusal: null, opened: true }
            : { ...UNOPENED, refusal: reply.why, opened: true },
      ),
    )
    const fact$ = this.#session.fact$.pipe(
      filter(({ run }) => run === this.id),
      map((fact) => (known: RunPicture) => ({ ...known, state: withStoredFact(known.state, fact) })),
    )
    const presence$ = this.#session.presence$.pipe(
      filter(({ run }) => run === this.id),
      map(({ live }) => (known: RunPicture) => ({ ...known, live })),
    )
    const number$ = frames$.pipe(
      filter(({ run }) => run === this.id),
      tap((frame) => this.#curves.take(frame)),
      ignoreElements(),
    )
    return merge(opened$, fact$, presence$, number$).pipe(scan((known, change) => change(known), UNOPENED))
  }
}
