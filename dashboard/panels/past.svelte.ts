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
  readonly #steady = steady<readonly Fill[]>()
  readonly #steadyLast = steady<Fill>()

  constructor(props: () => PanelProps) {
    this.#props = props
  }

  /** By probe, the latest last. */
  readonly #all: readonly (readonly Fill[])[] = $derived.by(() => {
    const { plan, subjects } = this.#props()
    const [only, ...others] = subjects
    if (only === undefined || others.length > 0) return this.#steady([])
    const { fills } = only.run.picture.state
    const probes = [...new Set(plan.series.map(({ probe }) => probe))]
    return this.#steady(probes.flatMap((probe) => (fills.has(probe) ? [fills.get(probe)!] : [])))
  })
  readonly #fills: readonly Fill[] = $derived.by(() =>
    this.#steadyLast(this.#all.flatMap((fills) => fills.at(-1) ?? [])),
  )

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
    return this.#all.flatMap((fills, row) =>
      fills.flatMap((fill, i) => {
        const to = stretchOf(fill)?.to ?? fill.from
        // Of an earlier wish that was not finished, no more is to come.
        const isGoingOn = fill.why === null && i === fills.length - 1
        const [start, reached, goal] = [fill.from, to, isGoingOn ? fill.end : to].map(place)
        return start == null || reached == null || goal === start
          ? []
          : [{ from: start, to: reached, goal: goal ?? reached, row }]
      }),
    )
  })
}

/** Up to where the past was filled in, how far the replay was from the run, and why no more can be had. */
function saidOf(fills: readonly Fill[]): string | null {
  const refused = fills.find(({ why }) => why !== null)
  const words = [
    thereOf(fills),
    driftText(fills.map(({ drift }) => drift).reduce(largerDrift, null)),
    refused === undefined
      ? null
      : `${refused.denser === true ? 'steps between' : 'earlier steps'} are not backfilled: ${refused.why}`,
  ].filter((text) => text !== null)
  return words.length === 0 ? null : words.join('; ')
}

/** Up to where a past is there, or which stretch of it was filled in. */
function thereOf(fills: readonly Fill[]): string | null {
  const there = fills.flatMap(({ from, to, denser }) =>
    to === null ? [] : [{ from, to, isStretch: denser === true && from > 0 }],
  )
  if (there.length === 0) return null
  const [first, last] = [Math.min(...there.map(({ from }) => from)), Math.max(...there.map(({ to }) => to))]
  return there.every(({ isStretch }) => isStretch)
    ? `steps ${countText(first)} – ${countText(last)} filled in by replay`
    : `backfilled by replay up to step ${countText(last)}`
}
