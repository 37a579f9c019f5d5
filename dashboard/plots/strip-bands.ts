import type { Transition } from '#src/vocabulary/index.ts'
import { merged, type Span } from '#src/figures/spans.ts'
import type { Strip } from './strip.ts'

/** Transitions on a strip, as paths in a box of 1000 by 1: where they are on for sure, and where they may have begun. */
export interface StripBands {
  readonly sure: string
  readonly maybe: string
}

/** What goes on reaches to the last step. A band is at least so wide that the eye finds it. */
export function bandsOnStrip(
  marks: readonly { readonly step: number; readonly transition?: Transition }[],
  { shareFromStep }: Strip,
  lastStep: number,
): StripBands {
  const place = (step: number) => Math.round(shareFromStep(Math.max(0, step)) * 1000)
  const bands = marks.flatMap(({ step, transition }) => {
    if (transition === undefined) return []
    const { onset, end } = transition
    const [low, high] = [place(Math.min(onset?.low ?? step, step)), place(Math.max(onset?.high ?? step, step))]
    const to = Math.max(place(end ?? Math.max(step, lastStep)), place(step) + LEAST)
    return [{ maybe: { from: low, to: high }, sure: { from: Math.min(high, to - LEAST), to } }]
  })
  return { sure: pathOf(bands.map(({ sure }) => sure)), maybe: pathOf(bands.map(({ maybe }) => maybe)) }
}

const LEAST = 2

function pathOf(stretches: readonly Span[]): string {
  return merged(stretches)
    .map(({ from, to }) => `M${from} 0H${to}V1H${from}Z`)
    .join('')
}
