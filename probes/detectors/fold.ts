import type { OptionCard, OptionValues } from '#src/vocabulary/index.ts'
import type { After, Detection, Seen, Sighting } from './define.ts'

/** The points of a series that a detector watches; their steps increase. */
export interface WatchedSeries {
  /** The key of the option that names it. */
  readonly of: string
  readonly steps: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** The series that a detector watches with these options, by the key of the option, in the order of its card. */
export function watchedBy(
  { options: cards }: { readonly options: readonly OptionCard[] },
  options: OptionValues,
): readonly { readonly of: string; readonly series: string }[] {
  return cards
    .filter(({ type }) => type === 'series')
    .map(({ key, default: standard }) => ({ of: key, series: String(options[key] ?? standard) }))
    .filter(({ series }) => series !== '')
}

/** Points as a detector sees them: in the order of their steps, and of one step in the order of the series. */
export function* sightingsOf(
  watched: readonly WatchedSeries[],
  { from, to }: { readonly from: number; readonly to: number } = { from: -Infinity, to: Infinity },
): Generator<Sighting> {
  const next = watched.map(({ steps }) => firstFrom(steps, from))
  for (;;) {
    const step = Math.min(...watched.map(({ steps }, i) => steps[next[i] as number] ?? Infinity))
    if (step > to || step === Infinity) return
    for (const [i, { of, steps, values }] of watched.entries()) {
      const at = next[i] as number
      if (steps[at] !== step) continue
      next[i] = at + 1
      yield { of, step, value: values[at] as number }
    }
  }
}

/** What a detector says of sightings that come in this order, and the state in which they leave it. */
export function seenIn<S>(
  { next }: Detection<S>,
  state: S,
  sightings: Iterable<Sighting>,
  options: OptionValues,
): After<S> {
  const seen: Seen[] = []
  let now = state
  let score: number | undefined
  for (const sighting of sightings) {
    const after = next(now, sighting, options)
    now = after.state
    score = after.score ?? score
    seen.push(...after.seen)
  }
  return { state: now, seen, ...(score !== undefined && { score }) }
}

/** The place of the first of the increasing steps that is not before `step`. */
function firstFrom(steps: ArrayLike<number>, step: number): number {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] as number) < step) low = middle + 1
    else high = middle
  }
  return low
}
