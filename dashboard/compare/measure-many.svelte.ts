import { SvelteMap } from 'svelte/reactivity'
import { isFilled, type Fill } from '#src/run-state/index.ts'
import type { Command, Outcome, RunId } from '#src/vocabulary/index.ts'
import type { RunState } from '#dashboard/run/run-state.ts'
import { measureCommand, sparseIn } from '#dashboard/run/zoom-measure.ts'
import { fillShare } from '#dashboard/series/fill.ts'
import type { Range } from '#dashboard/series/range.ts'

/** How far the wish for one run has come. */
export type MeasureProgress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'asking' }
  /** By probe, how many fills there were before: what comes after them is ours. */
  | { readonly kind: 'measuring'; readonly before: ReadonlyMap<string, number>; readonly refusals: readonly string[] }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string }

/** What is needed of a run: while this is read, it is open. */
export interface Measurable {
  readonly id: RunId
  readonly picture: { readonly opened: boolean; readonly refusal: string | null; readonly state: RunState }
  readonly step: number
  whyNot(type: Command['type']): string | null
  command(command: Command): Promise<Outcome>
}

/** A stretch of each run that is to be measured at every step. */
export interface MeasureWish {
  readonly runs: readonly RunId[]
  readonly probes: readonly string[]
  /** The stretch of a run, in its own steps; or why it has none. */
  readonly stretchOf: (run: RunId) => Range | { readonly why: string }
}

/** So many runs are asked at once: each that has ended has a trainer started, and a machine has few cores. */
const TOGETHER = 2

/** Measures a stretch of many runs, a few at a time, and says of each how far it is and what was refused. */
export class MeasureMany {
  readonly #progress = new SvelteMap<RunId, MeasureProgress>()
  #wish: MeasureWish | null = null

  /** In the order in which they were asked for. */
  get all(): readonly (readonly [RunId, MeasureProgress])[] {
    return [...this.#progress]
  }

  get isGoingOn(): boolean {
    return this.all.some(([, { kind }]) => kind !== 'done' && kind !== 'refused')
  }

  start(wish: MeasureWish): void {
    if (this.isGoingOn) return
    this.#wish = wish
    this.#progress.clear()
    for (const run of wish.runs) this.#progress.set(run, { kind: 'waiting' })
    this.#next()
  }

  /** Asks no further run; those that were asked go on. */
  stop(): void {
    for (const [run, { kind }] of this.all) if (kind === 'waiting') this.#progress.delete(run)
  }

  /** From 0 to 1; null while nothing of it goes on. */
  shareOf(run: Measurable): number | null {
    const progress = this.#progress.get(run.id)
    if (progress?.kind !== 'measuring') return null
    const fills = this.#fillsOf(run, progress.before)
    return (
      fills.reduce((sum, fill) => sum + (fill === null ? 0 : fill.why === null ? fillShare(fill) : 1), 0) / fills.length
    )
  }

  /** To be called whenever something of a run that is read has changed: goes on with what is next for it. */
  async advance(run: Measurable): Promise<void> {
    const progress = this.#progress.get(run.id)
    const { opened, refusal } = run.picture
    if (progress === undefined || !opened) return
    if (progress.kind === 'opening') {
      const why = refusal ?? run.whyNot('attach')
      if (why !== null) this.#end(run.id, { kind: 'refused', why })
      else await this.#ask(run)
    } else if (progress.kind === 'measuring') this.#look(run, progress)
  }

  async #ask(run: Measurable): Promise<void> {
    const { probes, stretchOf } = this.#wish!
    const stretch = stretchOf(run.id)
    if ('why' in stretch) return this.#end(run.id, { kind: 'refused', why: stretch.why })
    const { state } = run.picture
    const absent = probes.filter((probe) => !state.attached.has(probe))
    if (absent.length === probes.length)
      return this.#end(run.id, { kind: 'refused', why: `It does not measure ${absent.join(', ')}` })
    const sparse = sparseIn(state, stretch, run.step, probes)
    if (sparse === null) {
      const text =
        stretch.from > run.step ? 'it has not come so far' : 'every step is measured, or the stretch is too long'
      return this.#end(run.id, { kind: 'done', text })
    }
    this.#progress.set(run.id, { kind: 'asking' })
    const before = new Map(sparse.probes.map((probe) => [probe, state.fills.get(probe)?.length ?? 0]))
    const refusals: string[] = []
    // One after the other: for a run that has ended the first has a trainer started, which the others find.
    for (const probe of sparse.probes) {
      const outcome = await run.command(measureCommand(probe, sparse))
      if (outcome.ok) continue
      refusals.push(outcome.why)
      before.delete(probe)
    }
    if (before.size === 0)
      return this.#end(run.id, { kind: 'refused', why: refusals[0] ?? 'no probe of it was missing' })
    this.#progress.set(run.id, { kind: 'measuring', before, refusals })
  }

  #look(run: Measurable, { before, refusals }: Extract<MeasureProgress, { kind: 'measuring' }>): void {
    const fills = this.#fillsOf(run, before)
    if (fills.some((fill) => fill === null || (!isFilled(fill) && fill.why === null))) return
    const why = fills.find((fill) => fill !== null && fill.why !== null)?.why ?? refusals[0]
    this.#end(run.id, why == null ? { kind: 'done', text: 'measured at every step' } : { kind: 'refused', why })
  }

  /** The fills that were asked for here; null for one that has not begun. */
  #fillsOf(run: Measurable, before: ReadonlyMap<string, number>): (Fill | null)[] {
    const { fills } = run.picture.state
    return [...before].map(([probe, count]) => {
      const all = fills.get(probe) ?? []
      return all.length > count ? all.at(-1)! : null
    })
  }

  #end(run: RunId, progress: MeasureProgress): void {
    this.#progress.set(run, progress)
    this.#next()
  }

  #next(): void {
    const all = this.all
    const active = all.filter(([, { kind }]) => kind === 'opening' || kind === 'asking' || kind === 'measuring').length
    const waiting = all.filter(([, { kind }]) => kind === 'waiting')
    for (const [run] of waiting.slice(0, TOGETHER - active)) this.#progress.set(run, { kind: 'opening' })
  }
}
