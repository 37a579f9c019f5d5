import { stepAxis } from './axis.ts'

/** A strip that shows all steps of a run at once, from 0 to `end`: places are shares of its width. */
export interface Strip {
  readonly end: number
  readonly shareFromStep: (step: number) => number
  readonly stepFromShare: (share: number) => number
}

export function stripTo(end: number, log: boolean): Strip {
  const clamped = (value: number, most: number) => Math.min(most, Math.max(0, value))
  const last = Math.max(1, end)
  if (!log) {
    return {
      end: last,
      shareFromStep: (step) => clamped(step / last, 1),
      stepFromShare: (share) => clamped(Math.round(share * last), last),
    }
  }
  const low = stepAxis.forward(0)
  const span = stepAxis.forward(last) - low
  return {
    end: last,
    shareFromStep: (step) => clamped((stepAxis.forward(step) - low) / span, 1),
    stepFromShare: (share) => clamped(Math.round(stepAxis.backward(low + share * span)), last),
  }
}

/** Of things at steps, those within a share of the strip around a place, the nearest first. */
export function nearOnStrip<T extends { readonly step: number }>(
  things: readonly T[],
  share: number,
  reach: number,
  { shareFromStep }: Strip,
): T[] {
  const away = ({ step }: T) => Math.abs(shareFromStep(step) - share)
  return things.filter((thing) => away(thing) <= reach).sort((a, b) => away(a) - away(b))
}

/** One path for many ticks, in a box of 1000 by 1: there may be hundreds, and the eye tells no more apart. */
export function ticksPath(steps: readonly number[], { shareFromStep }: Strip): string {
  const places = new Set(steps.map((step) => Math.round(shareFromStep(step) * 1000)))
  return [...places].map((place) => `M${place} 0V1`).join('')
}
