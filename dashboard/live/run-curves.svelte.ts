import { messageOf, type Query, type QueryResult, type RunId } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import type { Curve, SeriesKey } from '#dashboard/series/curve.ts'
import type { Range } from '#dashboard/series/range.ts'
import { LiveCurve } from './curve.svelte.ts'
import { DifferenceCurve } from './difference-curve.svelte.ts'
import { Queries } from './queries.ts'
import type { Session } from './session.ts'

const OVERVIEW_POINTS = 2_000
const OVERVIEW_FRAMES = 300
/** While a past is filled in, its overview is asked for at most so often. */
const STALE_MS = 700

/** What a difference needs of the other run. */
interface OtherRun {
  readonly id: RunId
  curve(series: SeriesKey): Curve
}

/**
 * The curves of one run: each is asked for when something wants to draw it, followed from then on, and asked for again
 * after a reconnect, so that a lost connection leaves neither gap nor double.
 */
export class RunCurves {
  readonly #run: RunId
  readonly #session: Session
  readonly #curves = new Map<string, LiveCurve>()
  readonly #differences = new Map<string, DifferenceCurve>()
  readonly #queries: Queries
  /** Curves to which something came late while an answer about them was on its way, which may lack it. */
  readonly #missed = new Set<LiveCurve>()
  #spacing: Query['spacing'] = 'linear'
  #look: Range | null = null
  /** The step that is looked back at. */
  #back: number | null = null
  #pixels = 1_000
  /** Whether somebody looks at the run: only then are its numbers wanted as they come. */
  #isWatched = true
  #problem = $state<string | null>(null)
  #reached = $state(0)

  constructor(run: RunId, session: Session) {
    this.#run = run
    this.#session = session
    this.#queries = new Queries(
      (queries) => this.#ask(queries),
      (error) => (this.#problem = `The hub did not answer: ${messageOf(error)}`),
    )
  }

  /** Why the last query went unanswered. */
  get problem(): string | null {
    return this.#problem
  }

  /** The last step of which a number has come. */
  get reached(): number {
    return this.#reached
  }

  /** The curve of a series, asked for and followed from the first time that somebody wants it. */
  curve({ name, kind }: SeriesKey): LiveCurve {
    const known = this.#curves.get(name)
    if (known !== undefined) return known
    const curve = new LiveCurve(name, kind)
    this.#curves.set(name, curve)
    this.#askOverview(curve)
    return curve
  }

  /** What a series of this run is more than the same series of another. */
  difference(series: SeriesKey, other: OtherRun): DifferenceCurve {
    const key = `${other.id} ${series.name}`
    const known = this.#differences.get(key)
    if (known !== undefined) return known
    const asked = (query: Omit<Query, 'run' | 'series'>) =>
      this.#session.ask([this.#run, other.id].map((run) => ({ run, series: series.name, ...query })))
    const difference = new DifferenceCurve(this.curve(series), other.curve(series), asked)
    this.#differences.set(key, difference)
    return difference
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

  /** Numbers that have just been measured. */
  take(frame: ViewerFrame): void {
    for (const slice of frame.slices) {
      this.#reached = Math.max(this.#reached, slice.steps.at(-1) ?? 0)
      const curve = this.#curves.get(slice.series)
      const isLate = curve?.grow(slice) ?? false
      if (curve === undefined) continue
      if (isLate && this.#queries.isOnItsWay('overview', curve.series)) this.#missed.add(curve)
      if (this.#queries.isAsked('overview', curve.series)) continue
      if (curve.overfull) this.#askOverview(curve)
      else if (curve.isStale) this.#askAgain(curve)
    }
  }

  /** A new connection: follow and ask again; what the page holds already is merged by step. */
  renew(): void {
    for (const curve of this.#curves.values()) this.#askOverview(curve)
  }

  /** Somebody looks: what is asked from now on is followed too. */
  wake(): void {
    this.#isWatched = true
  }

  /** Nobody looks any more: nothing is followed until somebody does, and the hub is asked again then. */
  rest(): void {
    this.#isWatched = false
    this.#session.follow(this.#run, [])
  }

  #askOverview(curve: LiveCurve, delayMs = 15): void {
    const { series, kind } = curve
    const points = kind !== 'scalar' ? OVERVIEW_FRAMES : OVERVIEW_POINTS
    this.#queries.add('overview', this.#about({ series, from: null, to: null, points }), delayMs, (slice) => {
      curve.rebase(slice)
      if (this.#look !== null && curve.couldBeFiner(this.#look)) this.#askDetail(curve, this.#look)
      this.#askSpot(curve)
      if (this.#missed.delete(curve)) this.#askAgain(curve)
    })
  }

  #askAgain(curve: LiveCurve): void {
    this.#askOverview(curve, STALE_MS)
    if (this.#look !== null && curve.kind === 'scalar') this.#askDetail(curve, this.#look, STALE_MS)
  }

  /** A tenth more on either side, so that a small pan needs no new query. */
  #askDetail(curve: LiveCurve, { from, to }: Range, delayMs = 120): void {
    const margin = (to - from) * 0.1
    const points = Math.min(20_000, Math.max(200, Math.round(this.#pixels * 1.2)))
    const range = { from: Math.max(0, Math.floor(from - margin)), to: Math.ceil(to + margin) }
    this.#queries.add('detail', this.#about({ series: curve.series, ...range, points }), delayMs, (slice) => {
      if (this.#look !== null) curve.detail(range, slice)
    })
  }

  /** One bucket up to the step that is looked back at: its last measurement is what the curve was there. */
  #askSpot(curve: LiveCurve): void {
    const to = this.#back
    if (to === null || curve.isWhole || curve.kind !== 'scalar') return
    const query = this.#about({ series: curve.series, from: 0, to, points: 1 })
    this.#queries.add('spot', query, 15, (slice) => curve.spot(to, slice))
  }

  #about(query: Omit<Query, 'run' | 'spacing'>): Query {
    return { run: this.#run, spacing: this.#spacing, ...query }
  }

  /** Follow first and ask then: what is measured in between arrives twice and is merged, never missed. */
  async #ask(queries: Query[]): Promise<QueryResult[]> {
    if (this.#isWatched) this.#session.follow(this.#run, [...this.#curves.keys()])
    const slices = await this.#session.ask(queries)
    this.#problem = null
    return slices
  }
}
