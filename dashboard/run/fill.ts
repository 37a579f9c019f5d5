import { driftOf, largerDrift, type Drift, type Report } from '#src/vocabulary/index.ts'

/** A stretch of steps in which nobody measured. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** The past of a probe that was attached late, as it is filled in by replay. */
export interface Fill {
  /** The first step wanted. */
  readonly from: number
  /** The last step that is there; null before the first. */
  readonly to: number | null
  /** The last step to come. */
  readonly goal: number
  /** The step from which the probe measures live. */
  readonly end: number
  /** Why no more can be had. */
  readonly why: string | null
  /** How far the replay was from the run's checkpoints, at most; null where it passed none. */
  readonly drift: Drift | null
}

type Of<T extends Report['type']> = Extract<Report, { type: T }>

/** The fill that an attachment begins; null where nothing of the past is wanted. */
export function fillOf({ step, from = null }: Of<'attached'>): Fill | null {
  return from === null || from >= step ? null : { from, to: null, goal: step, end: step, why: null, drift: null }
}

export function filledTo(fill: Fill, report: Omit<Of<'filled'>, 'columns'>): Fill {
  const { to, goal } = report
  const drift = largerDrift(fill.drift, driftOf(report))
  return { ...fill, to: Math.max(fill.to ?? fill.from, to), goal, why: null, drift }
}

export function filledNoMore(fill: Fill, { why }: Of<'unfilled'>): Fill {
  return { ...fill, why }
}

export function isFilled({ to, goal }: Fill): boolean {
  return to !== null && to >= goal
}

/** From 0 to 1. */
export function fillShare(fill: Fill): number {
  if (isFilled(fill)) return 1
  const { from, to, goal } = fill
  return to === null ? 0 : Math.max(0, (to - from) / Math.max(1, goal - from))
}

/** The steps that were filled in; null where none is there yet. */
export function stretchOf(fill: Fill): Gap | null {
  if (fill.to === null) return null
  return { from: fill.from, to: isFilled(fill) ? Math.max(fill.end, fill.to) : fill.to }
}

/** Where a curve must not be joined: `away`, while the probe was detached, and the past, less what was filled in. */
export function gapsLeft(away: readonly Gap[], fills: readonly Fill[]): Gap[] {
  const past = fills.map(({ from, end }) => ({ from, to: end }))
  return fills.reduce(
    (gaps, fill) => {
      const there = stretchOf(fill)
      return there === null ? gaps : gaps.flatMap((gap) => outside(gap, there))
    },
    [...away, ...past],
  )
}

function outside(gap: Gap, there: Gap): Gap[] {
  if (there.to <= gap.from || there.from >= gap.to) return [gap]
  const parts = [
    { from: gap.from, to: there.from },
    { from: there.to, to: gap.to },
  ]
  return parts.filter(({ from, to }) => to > from)
}
