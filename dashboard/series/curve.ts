import type { OutputKind, Query, SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Points } from './points.ts'
import type { Range } from './range.ts'
import type { Stack } from './stack.ts'

/** What tells the series of a run apart, and what its values are. */
export type SeriesKey = Pick<SeriesDeclaration, 'name' | 'kind'>

/** One series of a run, as far as drawing and subtracting it need to know: whoever holds it says what there is. */
export interface Curve {
  readonly series: string
  readonly kind: OutputKind
  /** Whether all that there is has been asked for and came: before that, an empty curve means nothing. */
  readonly answered: boolean
  /** Whether `points` stand for every measurement there is. */
  readonly isWhole: boolean
  readonly points: Points
  /** The frames of a series that is not scalar. */
  readonly stack: Stack
  /** Stretches of steps whose stored numbers are damaged, so that nothing is drawn there. */
  readonly damaged: readonly Range[]
  /** The finest points held that cover `range`; null for all of the run. */
  pointsIn(range: Range | null): Points
  /** What was measured last up to a step, and where; null where nothing was, or where that is not known yet. */
  at(step: number): { readonly step: number; readonly value: number } | null
}

/** One series of a run minus the same one of another. */
export interface CurveDifference {
  readonly answered: boolean
  /** Stretches of steps of which either has damaged numbers. */
  readonly damaged: readonly Range[]
  /** Why it is not known. */
  readonly problem: string | null
  pointsIn(range: Range | null, spacing: Query['spacing']): Points
  /** The difference at the last common step up to this one. */
  at(step: number): number | null
}
