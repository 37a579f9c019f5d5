import { isFilled, type Fill } from '#src/run-state/index.ts'
import { driftText, largerDrift } from '#src/vocabulary/index.ts'
import { fillShare, stretchOf } from '#dashboard/series/fill.ts'
import { steady } from '#dashboard/series/steady.ts'
import type { Filled } from '../plots/draw-filled.ts'
import { countText } from '#dashboard/text/format.ts'
import { secondsAt } from './in-time.ts'
import type { PanelProps } from './panel.ts'

/** What of a panel's curves was, or is being, filled in by replay. Where runs share a panel, each has its own page for that. */
export class Past {
  readonly #props: () => PanelProps
  readonly #steady = steady<Fill>()

  constructor(props: () => PanelProps) {
    this.#props = props
  }

  readonly #fills: readonly Fill[] = $derived.by(() => {
    const { plan, subjects } = this.#props()
    const [only, ...others] = subjects
    if (only === undefined || others.length > 0) return this.#steady([])
    const { fills } = only.run.picture.state
    const probes = [...new Set(plan.series.map(({ probe }) => probe))]
    return this.#steady(probes.flatMap((probe) => fills.get(probe)?.at(-1) ?? []))
  })

  /** How far the fills have come that go on; null where none does. */
  readonly share: number | null = $derived.by(() => {
    const going = this.#fills.filter((fill) => !isFilled(fill) && fill.why === null)
    return going.length === 0 ? null : Math.min(...going.map(fillShare))
  })

  /** Up to where it was filled in, and why no further. */
  readonly said: string | null = $derived(saidOf(this.#fills))

  /** The stretches, in the units of the x axis. */
  readonly filled: readonly Filled[] = $derived.by(() => {
    const { subjects, view } = this.#props()
    const run = subjects[0]?.run
    if (run === undefined || this.#fills.length === 0) return []
    const place = (step: number) => (view.by === 'step' ? step : secondsAt(run.clock.points, step))
    return this.#fills.flatMap((fill) => {
      const to = stretchOf(fill)?.to ?? fill.from
      const [start, reached, goal] = [fill.from, to, fill.why === null ? fill.end : to].map(place)
      return start == null || reached == null || goal === start
        ? []
        : [{ from: start, to: reached, goal: goal ?? reached }]
    })
  })
}

/** Up to where the past was filled in, how far the replay was from the run, and why no more can be had. */
function saidOf(fills: readonly Fill[]): string | null {
  const refused = fills.find(({ why }) => why !== null)
  const ends = fills.flatMap(({ to }) => to ?? [])
  const words = [
    ends.length === 0 ? null : `backfilled by replay up to step ${countText(Math.max(...ends))}`,
    driftText(fills.map(({ drift }) => drift).reduce(largerDrift, null)),
    refused === undefined ? null : `earlier steps are not backfilled: ${refused.why}`,
  ].filter((text) => text !== null)
  return words.length === 0 ? null : words.join('; ')
}
