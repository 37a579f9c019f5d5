import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Curve, CurveDifference } from '#dashboard/series/curve.ts'
import type { PanelRun } from './panel-run.ts'

/** The run that another is compared with: drawn beside it, or subtracted from it. */
export interface Against {
  readonly run: PanelRun
  readonly name: string
  readonly how: 'beside' | 'difference'
}

/** What of the other run belongs to one series: its curve, or the difference to it. */
export interface Counterpart {
  readonly beside: { readonly run: PanelRun; readonly curve: Curve } | null
  readonly difference: CurveDifference | null
}

/** Null where nothing is compared with the run, or where the other has no such series. */
export function counterpartOf(
  run: PanelRun,
  declaration: SeriesDeclaration,
  against: Against | null | undefined,
): Counterpart | null {
  if (against == null) return null
  const theirs = against.run.picture.state.series.find(({ name }) => name === declaration.name)
  if (theirs === undefined || theirs.kind !== 'scalar') return null
  return against.how === 'beside'
    ? { beside: { run: against.run, curve: against.run.curve(theirs) }, difference: null }
    : { beside: null, difference: run.difference(declaration, against.run) }
}

/** Why a panel of differences is empty; null where no differences are drawn, or where the curves themselves are. */
export function whyNoDifference(minus: string | null, others: readonly (Counterpart | null)[]): string | null {
  if (minus === null) return null
  const differences = others.flatMap((other) => (other?.difference == null ? [] : [other.difference]))
  if (differences.length === 0) return `${minus} has no such series, so there is no difference`
  const problem = differences.map((difference) => difference.problem).find((why) => why !== null)
  if (problem !== undefined) return problem
  if (!differences.every(({ answered }) => answered)) return 'Asking the hub…'
  return `There is no step at which both runs measured it`
}

/** What is drawn where it is not the curve itself, after a panel's title: a difference, or its size. */
export function differenceSymbol(minus: string | null, isDistance: boolean): string {
  if (minus === null) return ''
  return isDistance ? '|Δ|' : 'Δ'
}
