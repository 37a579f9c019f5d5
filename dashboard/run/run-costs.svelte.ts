import { costsOf, type Costs } from './cost.ts'
import { knownPace, paceOf } from '#dashboard/series/pace.ts'
import type { RunLive } from './run-live.svelte.ts'

/** The probe of what probes cost: a meter shows it, not the grid. */
const COST = 'cost'
const TRAINING = 'training'

/** What the probes of a run take at present, by its own series `cost/…`; asked for while somebody looks. */
export class RunCosts {
  readonly #run: () => RunLive

  constructor(run: () => RunLive) {
    this.#run = run
  }

  readonly #series = $derived.by(() => this.#run().picture.state.series)
  readonly #curves = $derived.by(() =>
    this.#series.filter(({ probe }) => probe === COST).map((series) => ({ series, curve: this.#run().curve(series) })),
  )

  readonly costs: Costs = $derived.by(() => {
    const { attached } = this.#run().picture.state
    const now = new Map(
      this.#curves.flatMap(({ series, curve: { points } }) => {
        const last = points.last[points.length - 1]
        return last === undefined ? [] : [[series.name.slice(COST.length + 1), last]]
      }),
    )
    const training = now.get(TRAINING) ?? 0
    return costsOf(new Map([...now].filter(([probe]) => attached.has(probe))), training)
  })

  /** Milliseconds that a step takes with all its probes; null while nobody knows. */
  readonly stepMs: number | null = $derived.by(() => {
    const { trainingMs, probesMs } = this.costs
    if (trainingMs > 0) return trainingMs + probesMs
    return knownPace(this.#run().summary?.msPerStep ?? null) ?? paceOf(this.#run().clock.points)
  })
}
