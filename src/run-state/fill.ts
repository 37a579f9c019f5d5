import { driftOf, largerDrift, type Drift, type Report } from '#src/vocabulary/index.ts'

type Of<T extends Report['type']> = Extract<Report, { type: T }>

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
  /** Whether the curve was there before, with fewer points. */
  readonly denser?: boolean
}

/** The fill that an attachment begins; null where nothing of the past is wanted. */
export function fillOf({ step, from = null }: Of<'attached'>): Fill | null {
  return from === null || from >= step ? null : { from, to: null, goal: step, end: step, why: null, drift: null }
}

/** The fill that a wish for a denser past begins, up to its last step. */
export function denserFill(from: number, last: number): Fill {
  return { from, to: null, goal: last, end: last, why: null, drift: null, denser: true }
}

export function filledTo(fill: Fill, report: Omit<Of<'filled'>, 'columns'>): Fill {
  const { to, goal } = report
  const drift = largerDrift(fill.drift, driftOf(report))
  return { ...fill, to: Math.max(fill.to ?? fill.from, to), goal, why: null, drift }
}

export function filledNoMore(fill: Fill, { why }: Of<'unfilled'>): Fill {
  return { ...fill, why }
}

/** A past that nobody asked for, and that cannot be had. */
export function neverFilled({ step, why }: Of<'unfilled'>): Fill {
  return { from: 0, to: null, goal: step, end: step, why, drift: null }
}

export function isFilled({ to, goal }: Fill): boolean {
  return to !== null && to >= goal
}
