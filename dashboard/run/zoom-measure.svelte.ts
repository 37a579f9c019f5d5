import { SvelteSet } from 'svelte/reactivity'
import type { Command, Outcome } from '#src/vocabulary/index.ts'
import { fillShare } from '#dashboard/series/fill.ts'
import type { Range } from '#dashboard/series/range.ts'
import type { RunState } from './run-state.ts'
import { measureCommand, MOST_BY_ITSELF, sparseIn, type Sparse } from './zoom-measure.ts'

const KEY = 'phasescope-zoom-measures'

/** What is zoomed into, by which the run may be asked to measure it. */
export interface Zoomed {
  readonly state: RunState
  readonly step: number
  /** In steps; null where nothing is zoomed into. */
  readonly range: Range | null
  /** The probes whose panels are on the screen. */
  readonly probes: Iterable<string>
  readonly send: (command: Command) => Promise<Outcome>
}

/** Zooming in measures: what of the stretch was measured sparsely, the wish for all of it, and what came of that. */
export class ZoomMeasure {
  readonly #zoomed: () => Zoomed
  /** `probe from to` of what the run refused, so that it is not asked again. */
  readonly #refused = new SvelteSet<string>()
  #why = $state<string | null>(null)
  #asked = $state.raw<Sparse | null>(null)
  pending = $state(false)
  #isByItself = $state(false)

  constructor(zoomed: () => Zoomed) {
    this.#zoomed = zoomed
    this.#isByItself = kept() === 'on'
  }

  /** What could be measured; null where nothing could, or everything is. */
  readonly sparse: Sparse | null = $derived.by(() => {
    const { state, step, range, probes } = this.#zoomed()
    const sparse = range === null ? null : sparseIn(state, range, step, probes)
    const left = sparse?.probes.filter((probe) => !this.#refused.has(wishOf(probe, sparse))) ?? []
    return sparse === null || left.length === 0 ? null : { ...sparse, probes: left }
  })

  /** How far the replays are that were asked for here, from 0 to 1; null where none goes on. */
  readonly share: number | null = $derived.by(() => {
    const { state } = this.#zoomed()
    const fills = (this.#asked?.probes ?? []).flatMap((probe) => state.fills.get(probe)?.at(-1) ?? [])
    const shares = fills.filter(({ why }) => why === null).map(fillShare)
    return shares.length === 0 || Math.min(...shares) >= 1 ? null : shares.reduce((a, b) => a + b) / shares.length
  })

  /** Why something of what was asked for here cannot be had. */
  readonly why: string | null = $derived.by(() => {
    const { state } = this.#zoomed()
    const failed = (this.#asked?.probes ?? []).map((probe) => state.fills.get(probe)?.at(-1)?.why ?? null)
    return this.#why ?? failed.find((why) => why !== null) ?? null
  })

  /** Whether there is anything to offer or to say. */
  readonly hasSomething: boolean = $derived.by(() => this.sparse !== null || this.share !== null || this.why !== null)

  get isByItself(): boolean {
    return this.#isByItself
  }
  set isByItself(isOn: boolean) {
    this.#isByItself = isOn
    try {
      localStorage.setItem(KEY, isOn ? 'on' : 'off')
    } catch {
      // It holds for as long as the page is open.
    }
  }

  /** Whether it is to be measured without anybody saying so. */
  get isDue(): boolean {
    return (
      this.#isByItself && !this.pending && this.sparse !== null && this.sparse.to - this.sparse.from < MOST_BY_ITSELF
    )
  }

  async measure(): Promise<void> {
    const { sparse } = this
    if (sparse === null || this.pending) return
    this.pending = true
    this.#asked = sparse
    this.#why = null
    const { send } = this.#zoomed()
    // One after the other: for a run that has ended the first has a trainer started, which the others find.
    for (const probe of sparse.probes) {
      const outcome = await send(measureCommand(probe, sparse))
      if (outcome.ok) continue
      this.#refused.add(wishOf(probe, sparse))
      this.#why ??= outcome.why
    }
    this.pending = false
  }
}

const wishOf = (probe: string, { from, to }: Sparse) => `${probe} ${from} ${to}`

function kept(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
