import { bandText, numberText } from '#src/claims/index.ts'
import type { ClaimOfRun } from '#src/vocabulary/index.ts'
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
  const names = new Set(series.map(({ name }) => name))
  const byValue = Map.groupBy(
    claims.flatMap((claim) => levelsOf(claim, names)),
    ({ value }) => value,
  )
  // What several claims say of one value stands on one line.
  return [...byValue].map(([value, levels]) => ({ value, label: levels.map(({ label }) => label).join('; ') }))
}

function levelsOf({ id, of, ...band }: ClaimOfRun, names: ReadonlySet<string>): Level[] {
  if (!('series' in of) || !names.has(of.series)) return []
  if (of.kind === 'first') return [{ value: of.value, label: `${id}: step ${bandText(band)}` }]
  const bounds: readonly (readonly [number | null, string])[] = [
    [band.from, '≥'],
    [band.to, '≤'],
  ]
  return bounds.flatMap(([value, sign]) =>
    value === null ? [] : [{ value, label: `${id} ${sign} ${numberText(value)}` }],
  )
}
