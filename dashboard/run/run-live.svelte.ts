import {
  auditTime,
  defer,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  startWith,
  Subject,
  switchMap,
  tap,
  type Observable,
} from 'rxjs'
import { isForeign } from '#src/vocabulary/index.ts'
import type {
  Command,
  Envelope,
  Fact,
  Mark,
  NoteChange,
  Outcome,
  Query,
  RunId,
  RunSummary,
} from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { LiveCurve } from '#dashboard/live/curve.svelte.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { RunCurves } from '#dashboard/live/run-curves.svelte.ts'
import type { Session } from '#dashboard/live/session.ts'
import type { PanelRun } from '#dashboard/panels/panel-run.ts'
import type { CurveDifference, SeriesKey } from '#dashboard/series/curve.ts'
import type { Range } from '#dashboard/series/range.ts'
import { stateAsStored, withSeries, withStoredFact } from './as-stored.ts'
import { whyNot } from './permission.ts'
import { UNKNOWN_RUN, type RunState } from './run-state.ts'

/** What a page may know of a run: its facts, how it stands, or why the hub would not open it. */
export interface RunPicture {
  readonly state: RunState
  /** Its line of the run list. */
  readonly summary: RunSummary | null
  readonly live: boolean
  /** The Commands that its writers obey. */
  readonly accepts: readonly Command['type'][]
  readonly refusal: string | null
  readonly opened: boolean
}

const UNOPENED: RunPicture = {
  state: UNKNOWN_RUN,
  summary: null,
  live: false,
  accepts: [],
  refusal: null,
  opened: false,
}
/** A view is asked for again so often, while it lacks something. */
const AGAIN_MS = 1_000
const NO_CLOCK = new LiveCurve('elapsed', 'scalar')

/** Told when somebody begins to look at a run, and when nobody does any more. */
export type Watched = (run: RunLive, isWatched: boolean) => void

/**
 * One run, live: reading `picture` opens it at the hub and keeps it open; its curves come when something draws them. When
 * nobody looks any more it is closed and followed no longer; what was held stays for whoever comes back.
 */
export class RunLive implements PanelRun {
  readonly id: RunId
  readonly #session: Session
  readonly #picture: Latest<RunPicture>
  readonly #curves: RunCurves
  readonly #control: () => string | null
  readonly #watched: Watched
  readonly #marked = new Subject<Mark>()
  /** What was known last, from which whoever comes back begins. */
  #known = UNOPENED

  /** `control`: how this page gets control; null where it has it. */
  constructor(
    id: RunId,
    session: Session,
    frames$: Observable<ViewerFrame>,
    control: () => string | null = () => null,
    watched: Watched = () => {},
  ) {
    this.id = id
    this.#session = session
    this.#curves = new RunCurves(id, session)
    this.#control = control
    this.#watched = watched
    this.#picture = new Latest(this.#whileWatched(this.#pictures(frames$)), UNOPENED)
  }

  get picture(): RunPicture {
    return this.#picture.current
  }

  get summary(): RunSummary | null {
    return this.picture.summary
  }

  /** Whether another program trains it. */
  get isForeign(): boolean {
    const { run } = this.picture.state
    return run !== null && isForeign(run)
  }

  /** The Commands that what trains it obeys, at this moment. */
  get accepts(): readonly Command['type'][] {
    return this.picture.accepts
  }

  /** Marks as they come while somebody looks: what was there before is none of them, nor what is said anew of a transition. */
  get marked$(): Observable<Mark> {
    return this.#marked
  }

  /** Why a Command cannot be given at present; null where it can. */
  whyNot(type: Command['type']): string | null {
    const { live, accepts, summary } = this.picture
    const standing = { control: this.#control(), live, accepts, status: summary?.status ?? 'lost' } as const
    return whyNot(type, { ...standing, isForeign: this.isForeign })
  }

  /** The latest step heard of: numbers run ahead of the run list's line. */
  get step(): number {
    return Math.max(this.#curves.reached, this.summary?.step ?? 0, this.picture.state.step)
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

  /** Why nothing can be said of it by this page: no name, no tag, no note; null where it can. */
  get whyMute(): string | null {
    const control = this.#control()
    return control === null ? null : `View only: ${control}`
  }

  /** Notes something on its steps, or takes a note away. */
  note(note: NoteChange): Promise<void> {
    return this.#session.note(this.id, note)
  }

  #whileWatched(picture$: Observable<RunPicture>): Observable<RunPicture> {
    return defer(() => {
      this.#curves.wake()
      this.#watched(this, true)
      return picture$.pipe(
        finalize(() => {
          this.#curves.rest()
          this.#watched(this, false)
        }),
      )
    })
  }

  #after(before: RunState, fact: Envelope<Fact>): RunState {
    const state = withStoredFact(before, fact)
    if (state.marks.length > before.marks.length) this.#marked.next(state.marks.at(-1)!)
    return state
  }

  #pictures(frames$: Observable<ViewerFrame>): Observable<RunPicture> {
    // Numbers without a declaration make series that no fact tells of; the view does.
    const lacking = new Subject<void>()
    const opened$ = lacking.pipe(
      auditTime(AGAIN_MS),
      startWith(undefined),
      switchMap(() => this.#session.open(this.id)),
      tap((reply) => reply.ok && this.#curves.renew()),
      map(
        (reply) => (): RunPicture =>
          reply.ok ? opened(reply.view) : { ...UNOPENED, refusal: reply.why, opened: true },
      ),
    )
    const fact$ = this.#session.fact$.pipe(
      filter(({ run }) => run === this.id),
      map((fact) => (known: RunPicture) => ({ ...known, state: this.#after(known.state, fact) })),
    )
    const presence$ = this.#session.presence$.pipe(
      filter(({ run }) => run === this.id),
      map(({ live, accepts = [] }) => (known: RunPicture) => ({ ...known, live, accepts })),
    )
    const line$ = this.#session.line$.pipe(
      filter(({ run }) => run.id === this.id),
      map((summary) => (known: RunPicture) => ({ ...known, summary })),
    )
    const number$ = frames$.pipe(
      filter(({ run }) => run === this.id),
      tap((frame) => this.#curves.take(frame)),
      ignoreElements(),
    )
    return merge(opened$, fact$, presence$, line$, number$).pipe(
      map((change) => (this.#known = change(this.#known))),
      tap((picture) => lacksSeries(picture) && lacking.next()),
    )
  }
}

function lacksSeries({ live, state, summary }: RunPicture): boolean {
  return live && state.series.length === 0 && (summary?.points ?? 0) > 0
}

function opened({ facts, series, live, accepts = [], summary }: RunView): RunPicture {
  const state = withSeries(stateAsStored(facts), series)
  return { state, summary: readableSummary(summary), live, accepts, refusal: null, opened: true }
}
