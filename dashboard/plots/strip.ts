import { stepAxis } from '#src/figures/axis.ts'

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

/**
 * Where a strip ends: at the last step planned, or, while a run has come to less than half of it, at a round number
 * beyond twice the step reached. It moves now and then, never with every step.
 */
export function endOfStrip(step: number, planned: number): number {
  const wanted = Math.max(100, 2 * step)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((end) => end >= wanted)!
  return Math.max(step, Math.min(planned, round))
}

/**
 * The strip of a run: one whose program may have trained for hours before anybody looked is shown beside its whole plan,
 * so that what is filled is what is done. Where nobody planned an end (0), it ends at what was reached.
 */
export function endOfRun(step: number, planned: number, isForeign: boolean): number {
  if (planned === 0) return step
  return isForeign ? Math.max(step, planned) : endOfStrip(step, planned)
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
