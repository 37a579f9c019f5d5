import { bandText, numberText } from '#src/claims/index.ts'
import type { Stretch } from '#src/figures/stretch.ts'
import type { Claimed, ClaimOfRun } from '#src/vocabulary/index.ts'
import type { Level } from '../plots/draw-levels.ts'
import type { PanelPlan } from './arrange.ts'

/** Where a step stands on the x axis; null where that is not known yet. */
type PlaceOf = (step: number) => number | null

/**
 * What is claimed of the series of a panel, as lines upon its chart: the ends of the band in which a value must lie, over the steps that
 * are meant, or the value that must be passed. Of a difference or a ratio there is no line: it lies on no chart.
 */
export function claimLevels(
  { series, kind }: Pick<PanelPlan, 'series' | 'kind'>,
  claims: readonly ClaimOfRun[],
  placeOf: PlaceOf = (step) => step,
): Level[] {
  if (kind !== 'scalar') return []
  const names = new Set(series.map(({ name }) => name))
  const byLine = Map.groupBy(
    claims.flatMap((claim) => levelsOf(claim, names, placeOf)),
    ({ value, over }) => JSON.stringify([value, over]),
  )
  // What several claims say of one value stands on one line.
  return [...byLine.values()].map((levels) => ({
    ...levels[0]!,
    label: levels.map(({ label }) => label).join('; '),
  }))
}

function levelsOf({ id, of, ...band }: ClaimOfRun, names: ReadonlySet<string>, placeOf: PlaceOf): Level[] {
  if (!('series' in of) || !names.has(of.series)) return []
  if (of.kind === 'first') return [{ value: of.value, label: `${id}: step ${bandText(band)}` }]
  const over = stretchOf(of, placeOf)
  if (over === null) return []
  const bounds: readonly (readonly [number | null, string])[] = [
    [band.from, '≥'],
    [band.to, '≤'],
  ]
  return bounds.flatMap(([value, sign]) =>
    value === null ? [] : [{ value, label: `${id} ${sign} ${numberText(value)}`, ...(over !== undefined && { over }) }],
  )
}

/**
 * What of the x axis a claim is about. What the last step is to come to, and what begins when something happens in the run, are drawn
 * over all of it. Null where it begins at a step that has no place yet.
 */
function stretchOf(
  of: Exclude<Claimed, { of: Claimed } | { kind: 'first' }>,
  placeOf: PlaceOf,
): Stretch | undefined | null {
  const [first, last] = of.kind === 'at' ? [of.step, of.step] : [of.from, of.to]
  const from = typeof first === 'number' ? placeOf(first) : undefined
  const to = typeof last === 'number' ? placeOf(last) : undefined
  if (from === null) return null
  if (from === undefined && to === undefined) return undefined
  // An end that has no place yet is still to come.
  return { ...(from !== undefined && { from }), ...(to != null && { to }) }
}
