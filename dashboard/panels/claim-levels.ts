import { bandText } from '#src/claims/index.ts'
import type { Claimed, ClaimOfRun } from '#src/vocabulary/index.ts'
import type { Level } from '../plots/draw-levels.ts'
import type { PanelPlan } from './arrange.ts'

/**
 * What is claimed of the series of a panel, as lines upon its chart: the ends of the band in which a value must lie, or the value
 * that must be passed. Of a difference or a ratio there is no line: it lies on no chart.
 */
export function claimLevels(
  { series, kind }: Pick<PanelPlan, 'series' | 'kind'>,
  claims: readonly ClaimOfRun[],
): Level[] {
  if (kind !== 'scalar') return []
  return claims.filter(({ of }) => series.some(({ name }) => name === seriesDrawn(of))).flatMap(levelsOf)
}

function seriesDrawn(of: Claimed): string | null {
  return of.kind === 'difference' || of.kind === 'ratio' ? null : of.series
}

function levelsOf(claim: ClaimOfRun): Level[] {
  const { id, of, from, to } = claim
  if (of.kind === 'first') return [{ value: of.value, label: `${id}: step ${bandText(claim)}` }]
  const bounds: readonly (readonly [number | null, string])[] = [
    [from, '≥'],
    [to, '≤'],
  ]
  return bounds.flatMap(([value, sign]) => (value === null ? [] : [{ value, label: `${id} ${sign} ${value}` }]))
}
