import { filter, ignoreElements, map, merge, scan, tap, type Observable } from 'rxjs'
import {
  messageOf,
  type Command,
  type Outcome,
  type Query,
  type RunId,
  type RunSummary,
  type SeriesDeclaration,
  type QueryResult,
} from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { Curve, type Range } from './curve.svelte.ts'
import { DifferenceCurve } from '#dashboard/compare/difference-curve.svelte.ts'
import { stateFromFacts, withFact } from '#dashboard/run/facts.ts'
import { Latest } from './latest.svelte.ts'
import { UNKNOWN_RUN, type RunState } from '#dashboard/run/run-state.ts'
import { Queries } from './queries.ts'
import type { Session } from './session.ts'

/** What a page may know of a run: its facts, how it stands, or why the hub would not open it. */
export interface RunPicture {
  readonly state: RunState
  readonly live: boolean
  readonly refusal: string | null
  readonly opened: boolean
}

const UNOPENED: RunPicture = { state: UNKNOWN_RUN, live: false, refusal: null, opened: false }
const NO_CLOCK = new Curve('elapsed', 'scalar')
const OVERVIEW_POINTS = 2_000
const OVERVIEW_FRAMES = 300
/** While a past is filled in, its overview is asked for at most so often. */
const STALE_MS = 700

/**
 * One run, live: reading `picture` opens it at the hub and keeps it open. Its curves are asked for when something
 * wants to draw them, followed from then on, and asked for again after a reconnect, so that a lost connection leaves
 * neither gap nor double.
 */
export class RunLive {
  readonly id: RunId
  readonly #session: Session
  readonly #picture: Latest<RunPicture>
  readonly #summary: Latest<RunSummary | null>
  readonly #curves = new Map<string, Curve>()
  readonly #differences = new Map<string, DifferenceCurve>()
  readonly #queries: Queries
  #spacing: Query['spacing'] = 'linear'
  #look: Range | null = null
  /** The step that is looked back at. */
  #back: number | null = null
  #pixels = 1_000
  #problem = $state<string | null>(null)
  #reached = $state(0)

  constructor(id: RunId, session: Session, frames$: Observable<ViewerFrame>) {
    this.id = id
    this.#session = session
    this.#queries = new Queries(
      (queries) => this.#ask(queries),
      (error) => (this.#problem = `The hub did not answer: ${messageOf(error)}`),
    )
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
    return Math.max(this.#reached, this.summary?.step ?? 0)
  }

  /** Why the last query went unanswered. */
  get problem(): string | null {
    return this.#problem
  }

  /** The curve of a series, asked for and followed from the first time that somebody wants it. */
  curve({ name, kind }: Pick<SeriesDeclaration, 'name' | 'kind'>): Curve {
    const known = this.#curves.get(name)
    if (known !== undefined) return known
    const curve = new Curve(name, kind)
    this.#curves.set(name, curve)
    this.#askOverview(curve)
    return curve
  }

  /** What a series of this run is more than the same series of another. */
  difference(declaration: Pick<SeriesDeclaration, 'name' | 'kind'>, other: RunLive): DifferenceCurve {
    const key = `${other.id} ${declaration.name}`
    const known = this.#differences.get(key)
    if (known !== undefined) return known
    const asked = (query: Omit<Query, 'run' | 'series'>) =>
      this.#session.ask([this.id, other.id].map((run) => ({ run, series: declaration.name, ...query })))
    const difference = new DifferenceCurve(this.curve(declaration), other.curve(declaration), asked)
    this.#differences.set(key, difference)
    return difference
  }

  /** Step to seconds, by the run's own clock; a curve without points where the run has none. */
  get clock(): Curve {
    const clock = this.picture.state.series.find(({ probe }) => probe === 'elapsed')
    return clock === undefined ? NO_CLOCK : this.curve(clock)
  }

  /** What the charts show at present: a zoom asks for its finer slice, a change of spacing for another overview. */
  look(range: Range | null, pixels: number, spacing: Query['spacing']): void {
    if (spacing !== this.#spacing) {
      this.#spacing = spacing
      for (const curve of this.#curves.values()) if (!curve.isWhole) this.#askOverview(curve)
    }
    this.#look = range
    this.#pixels = pixels
    for (const curve of this.#curves.values()) {
      if (range === null) curve.forgetDetail()
      else if (curve.couldBeFiner(range)) this.#askDetail(curve, range)
    }
  }

  /** The step that the page looks back at, null for the latest: what a thinned curve does not hold of it is asked for. */
  lookBack(step: number | null): void {
    if (step === this.#back) return
    this.#back = step
    for (const curve of this.#curves.values()) this.#askSpot(curve)
  }

  command(command: Command): Promise<Outcome> {
    return this.#session.command(this.id, command)
  }

  #pictures(frames$: Observable<ViewerFrame>): Observable<RunPicture> {
    const opened$ = this.#session.open(this.id).pipe(
      tap((reply) => reply.ok && this.#renew()),
      map(
        (reply) => (): RunPicture =>
          reply.ok
            ? { state: stateFromFacts(reply.view.facts), live: reply.view.live, refusal: null, opened: true }
            : { ...UNOPENED, refusal: reply.why, opened: true },
      ),
    )
    const fact$ = this.#session.fact$.pipe(
      filter(({ run }) => run === this.id),
      map((fact) => (known: RunPicture) => ({ ...known, state: withFact(known.state, fact) })),
    )
    const presence$ = this.#session.presence$.pipe(
      filter(({ run }) => run === this.id),
      map(({ live }) => (known: RunPicture) => ({ ...known, live })),
    )
    const number$ = frames$.pipe(
      filter(({ run }) => run === this.id),
      tap((frame) => this.#take(frame)),
      ignoreElements(),
    )
    return merge(opened$, fact$, presence$, number$).pipe(scan((known, change) => change(known), UNOPENED))
  }

  #take(frame: ViewerFrame): void {
    for (const slice of frame.slices) {
      this.#reached = Math.max(this.#reached, slice.steps.at(-1) ?? 0)
      const curve = this.#curves.get(slice.series)
      curve?.grow(slice)
      if (curve === undefined || this.#queries.isAsked('overview', curve.series)) continue
      if (curve.overfull) this.#askOverview(curve)
      else if (curve.isStale) this.#askAgain(curve)
    }
  }

  /** A new connection: follow and ask again; what the page holds already is merged by step. */
  #renew(): void {
    for (const curve of this.#curves.values()) this.#askOverview(curve)
  }

  #askOverview(curve: Curve, delayMs = 15): void {
    const { series, kind } = curve
    const points = kind !== 'scalar' ? OVERVIEW_FRAMES : OVERVIEW_POINTS
    this.#queries.add('overview', this.#about({ series, from: null, to: null, points }), delayMs, (slice) => {
      curve.rebase(slice)
      if (this.#look !== null && curve.couldBeFiner(this.#look)) this.#askDetail(curve, this.#look)
      this.#askSpot(curve)
    })
  }

  #askAgain(curve: Curve): void {
    this.#askOverview(curve, STALE_MS)
    if (this.#look !== null && curve.kind === 'scalar') this.#askDetail(curve, this.#look, STALE_MS)
  }

  /** A tenth more on either side, so that a small pan needs no new query. */
  #askDetail(curve: Curve, { from, to }: Range, delayMs = 120): void {
    const margin = (to - from) * 0.1
    const points = Math.min(20_000, Math.max(200, Math.round(this.#pixels * 1.2)))
    const range = { from: Math.max(0, Math.floor(from - margin)), to: Math.ceil(to + margin) }
    this.#queries.add('detail', this.#about({ series: curve.series, ...range, points }), delayMs, (slice) => {
      if (this.#look !== null) curve.detail(range, slice)
    })
  }

  /** One bucket up to the step that is looked back at: its last measurement is what the curve was there. */
  #askSpot(curve: Curve): void {
    const to = this.#back
    if (to === null || curve.isWhole || curve.kind !== 'scalar') return
    const query = this.#about({ series: curve.series, from: 0, to, points: 1 })
    this.#queries.add('spot', query, 15, (slice) => curve.spot(to, slice))
  }

  #about(query: Omit<Query, 'run' | 'spacing'>): Query {
    return { run: this.id, spacing: this.#spacing, ...query }
  }

  /** Follow first and ask then: what is measured in between arrives twice and is merged, never missed. */
  async #ask(queries: Query[]): Promise<QueryResult[]> {
    this.#session.follow(this.id, [...this.#curves.keys()])
    const slices = await this.#session.ask(queries)
    this.#problem = null
    return slices
  }
}
