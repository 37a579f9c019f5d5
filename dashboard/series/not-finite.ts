import { firstAfter, type Points } from './points.ts'

/** How many values are no numbers, and how many beyond all numbers, above and below. */
export interface NotFinite {
  readonly nans: number
  readonly plus: number
  readonly minus: number
}

export const ALL_FINITE: NotFinite = { nans: 0, plus: 0, minus: 0 }

export function notFiniteSum(a: NotFinite, b: NotFinite): NotFinite {
  return { nans: a.nans + b.nans, plus: a.plus + b.plus, minus: a.minus + b.minus }
}

/** Those of points from one place to another, both included. */
export function notFiniteIn(points: Points, from: number, to: number): NotFinite {
  const counts = { nans: 0, plus: 0, minus: 0 }
  const beyond = firstAfter(points, to)
  for (let i = 0; i < beyond; i++) {
    if (points.steps[i]! < from) continue
    counts.nans += points.nans[i]!
    counts.plus += points.plus[i]!
    counts.minus += points.minus[i]!
  }
  return counts
}

/** Those of plain values. */
export function notFiniteOf(frames: readonly ArrayLike<number>[]): NotFinite {
  const counts = { nans: 0, plus: 0, minus: 0 }
  for (const frame of frames) {
    for (let i = 0; i < frame.length; i++) {
      const value = frame[i]!
      if (Number.isFinite(value)) continue
      if (Number.isNaN(value)) counts.nans++
      else if (value > 0) counts.plus++
      else counts.minus++
    }
  }
  return counts
}
