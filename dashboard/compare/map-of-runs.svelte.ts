import type { RunId, SeriesDeclaration } from '#src/vocabulary/index.ts'
import { heatRange, NO_HEAT, type HeatRange } from '#dashboard/plots/heat.ts'
import type { MapLine, MapTick } from '#dashboard/plots/draw-map.ts'
import { notFiniteOf, type NotFinite } from '#dashboard/series/not-finite.ts'
import type { View } from '#dashboard/view/view.svelte.ts'
import type { Comparison } from './comparison.svelte.ts'
import { mapLines } from './map-lines.ts'
import { blocksOf, mapRows, type MapRow, type RowBlock, type RowOrder } from './map-rows.ts'

/** Numbers of one map: with many runs each has fewer places of x. */
const NUMBERS = 160_000
const MOST_PLACES = 400
/** So many events are marked. */
const EVENTS = 6

/** An event in a row. */
export interface RowEvent extends MapTick {
  readonly event: string
}

/** The map of runs and steps: which row is which run, what each was at each place, and where its events are. */
export class MapOfRuns {
  readonly #comparisonNow: () => Comparison
  readonly #viewNow: () => View
  readonly #isSeen: () => boolean

  constructor(comparison: () => Comparison, view: () => View, isSeen: () => boolean) {
    this.#comparisonNow = comparison
    this.#viewNow = view
    this.#isSeen = isSeen
  }

  get #comparison(): Comparison {
    return this.#comparisonNow()
  }

  /** Every scalar there is. */
  readonly choices: readonly SeriesDeclaration[] = $derived.by(() =>
    this.#comparison.plans.filter(({ kind }) => kind === 'scalar').flatMap(({ series }) => series),
  )
  /** What colors: what somebody chose, or test accuracy, or else the first there is. */
  readonly series: SeriesDeclaration | null = $derived.by(() => {
    const { series } = this.#comparison.address.map
    return (
      this.choices.find(({ name }) => name === series) ??
      this.choices.find(({ name }) => name === 'test-accuracy') ??
      this.choices[0] ??
      null
    )
  })
  readonly isDifference: boolean = $derived.by(() => this.#comparison.isDifference)
  readonly isLog: boolean = $derived.by(
    () => !this.isDifference && (this.#comparison.address.map.log ?? this.series?.scale === 'log'),
  )

  /** By what rows are sorted, and null where as their groups are. */
  readonly #order: RowOrder | null = $derived.by(() => {
    const { rows } = this.#comparison.address.map
    if (rows === null) return null
    const event = rows.startsWith('event:') ? rows.slice('event:'.length) : null
    const { value } =
      event === null
        ? this.#comparison.effectsOf('step', [rows])
        : this.#comparison.effectsOf(`onset(${JSON.stringify(event)})`, this.#comparison.grouping?.by ?? [])
    return value === null ? null : { isOnset: event !== null, rows: value.rows }
  })
  readonly rows: readonly MapRow[] = $derived.by(() =>
    mapRows(this.#comparison.shownRuns, (run) => this.#comparison.lookOf(run), this.#order),
  )
  readonly blocks: readonly RowBlock[] = $derived.by(() => blocksOf(this.rows))

  readonly #points = $derived.by(() =>
    Math.max(20, Math.min(MOST_PLACES, Math.floor(NUMBERS / Math.max(1, this.#comparison.runs)))),
  )
  #kept: ReturnType<Comparison['members']> = { value: null, problem: null }
  readonly #answer = $derived.by(() => {
    const { series } = this
    if (!this.#isSeen() || series === null) return this.#kept
    const { range: zoom, logX } = this.#viewNow()
    this.#kept = this.#comparison.members(series.name, {
      points: this.#points,
      clock: this.#comparison.address.clock,
      zoom,
      spacing: logX ? 'log' : 'linear',
    })
    return this.#kept
  })
  readonly problem: string | null = $derived.by(() => this.#answer.problem)
  readonly isKnown: boolean = $derived.by(() => this.#answer.value !== null)
  /** Of all runs, the places at which their values lie between two measurements. */
  readonly interpolated: number = $derived.by(() =>
    (this.#answer.value?.groups ?? []).reduce((sum, group) => sum + group.interpolated, 0),
  )
  readonly isExact: boolean = $derived.by(() => (this.#answer.value?.groups ?? []).every(({ exact }) => exact))
  readonly lines: readonly (MapLine | null)[] = $derived.by(() => {
    const { value } = this.#answer
    return value === null ? [] : mapLines(this.rows, value, (run) => this.#reached(run))
  })
  readonly #parts = $derived.by(() =>
    this.lines.flatMap((line) => (line === null ? [] : [line.values.subarray(line.first, line.beyond)])),
  )
  readonly range: HeatRange | null = $derived.by(() => heatRange(this.#parts, this.isLog))
  readonly colors: HeatRange = $derived.by(() => this.range ?? NO_HEAT)
  readonly odd: NotFinite = $derived.by(() => notFiniteOf(this.#parts))

  readonly events: readonly RowEvent[] = $derived.by(() => {
    if (!this.#isSeen()) return []
    const rowOf = new Map(this.rows.map(({ run }, row) => [run, row]))
    return this.#comparison.events.slice(0, EVENTS).flatMap((event) =>
      [...this.#comparison.onsetsOf(event)].flatMap(([run, step]) => {
        const [row, x] = [rowOf.get(run), this.#comparison.placeOf(run, step)]
        return row === undefined || x === null ? [] : [{ event, row, x }]
      }),
    )
  })

  /** How far a run is known to have come, on the clock of the page. */
  #reached(run: RunId): number | null {
    const step = this.#comparison.lastSteps.get(run)
    return step === undefined ? null : this.#comparison.placeOf(run, step)
  }
}
