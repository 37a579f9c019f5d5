import type { QueryResult } from '#src/vocabulary/index.ts'

/** The frames of one series (a spectrum each) that the page holds, oldest first; a thinned selection of `stored`. */
export interface Stack {
  readonly steps: readonly number[]
  readonly frames: readonly Float64Array[]
  readonly stored: number
}

export const NO_FRAMES: Stack = { steps: [], frames: [], stored: 0 }

/** How many rows the frames take: as many as the longest has numbers. */
export function heightOf({ frames }: Stack): number {
  return Math.max(1, ...frames.map((frame) => frame.length))
}

export function stackFromResult({ steps, last, lengths, stored }: QueryResult): Stack {
  let at = 0
  const frames = Array.from(lengths ?? [], (length) => last.subarray(at, (at += length)))
  return { steps: [...steps], frames, stored }
}

/** Frames joined by step; where both hold a step, `later` is believed. */
export function stacked(earlier: Stack, later: Stack): Stack {
  if (later.steps.length === 0) return earlier
  if (earlier.steps.length === 0) return later
  const known = new Set(later.steps)
  const kept = earlier.steps
    .map((step, i) => ({ step, frame: earlier.frames[i]! }))
    .filter(({ step }) => !known.has(step))
  const all = [...kept, ...later.steps.map((step, i) => ({ step, frame: later.frames[i]! }))]
  if (later.steps[0]! <= (earlier.steps.at(-1) ?? -1)) all.sort((a, b) => a.step - b.step)
  return {
    steps: all.map(({ step }) => step),
    frames: all.map(({ frame }) => frame),
    stored: earlier.stored + later.stored - (earlier.steps.length - kept.length),
  }
}

/** An answer of the hub under the frames that arrived live since: also late ones, where the answer has every frame that it knew. */
export function restacked(base: Stack, live: Stack): Stack {
  if (base.stored === base.steps.length && live.stored === live.steps.length) return stacked(live, base)
  const end = base.steps.at(-1) ?? -1
  const from = live.steps.findIndex((step) => step > end)
  if (from < 0) return base
  const tail = { steps: live.steps.slice(from), frames: live.frames.slice(from), stored: live.steps.length - from }
  return stacked(base, tail)
}

/** The frame in force at `step`: the last one measured at or before it, or the newest where `step` is null. */
export function frameAt(stack: Stack, step: number | null): { step: number; values: Float64Array } | null {
  let i = stack.steps.length - 1
  if (step !== null) while (i >= 0 && stack.steps[i]! > step) i--
  const values = stack.frames[i]
  return values === undefined ? null : { step: stack.steps[i]!, values }
}
