import type { EffectRow, Effects, Fit, RunId } from '#src/vocabulary/index.ts'
import type { EffectCurve, EffectDot, EffectInterval } from '#dashboard/plots/draw-effects.ts'
import type { FactorScale } from '#src/figures/factor-scale.ts'

/** A run in a chart of effects, and which it is. */
export interface RunDot extends EffectDot {
  readonly run: RunId
  readonly row: EffectRow
}

/** What is drawn of the effects of one factor. */
export interface EffectPicture {
  readonly dots: readonly RunDot[]
  readonly intervals: readonly EffectInterval[]
  /** Runs that have no place: no value of the factor, or neither a value nor a last step. */
  readonly unplaced: number
}

/**
 * A dot for each run and an interval for each value of the factor. A run in which the event never came stands open at its last
 * step: to leave it out would make a slow setting look like a quick one.
 */
export function effectPicture(
  { rows, groups }: Effects,
  scale: FactorScale,
  colorOf: (row: EffectRow) => string,
): EffectPicture {
  const placed = rows.flatMap((row) => {
    const x = scale.placeOf(row.factors[0] ?? null)
    const y = row.value ?? row.beyond
    return x === null || y === null ? [] : [{ row, x, y }]
  })
  const beside = Map.groupBy(placed, ({ x }) => x)
  const dots = [...beside.values()].flatMap((all) =>
    all.map(({ row, x, y }, i): RunDot => ({
      x,
      y,
      aside: (i - (all.length - 1) / 2) / Math.max(1, all.length / 5),
      color: colorOf(row),
      isOpen: row.value === null,
      run: row.run,
      row,
    })),
  )
  const intervals = groups.flatMap(({ key, center, low, high, n }) => {
    const x = scale.placeOf(key[0] ?? null)
    return x === null || n === 0 ? [] : [{ x, center, low, high, color: 'var(--ink)' }]
  })
  return { dots, intervals, unplaced: rows.length - placed.length }
}

/** So many places of a fitted curve are drawn. */
const PLACES = 120

/** A fit at the places of a scale; null where there is none, or where the factor is no number. */
export function fitCurve(fit: Fit | null, scale: FactorScale): EffectCurve | null {
  if (fit === null || fit.why !== null || scale.kind === 'names') return null
  // A 0 on a logarithmic axis stands beside it: between it and the least number above there are no numbers to draw a curve over.
  const first = scale.kind === 'log' ? scale.placeOf(leastAbove0(scale)) : 0
  const from = first ?? 0
  const x = Array.from({ length: PLACES + 1 }, (_, i) => from + ((1 - from) * i) / PLACES)
  return { x, y: x.map((place) => fittedAt(fit, scale.valueAt(place))) }
}

function leastAbove0({ values }: FactorScale): number {
  return values.find((value) => typeof value === 'number' && value > 0) as number
}

/** What a fit says of a factor. */
export function fittedAt({ model, parameters }: Fit, x: number): number {
  const of = (name: string) => parameters.find((one) => one.name === name)?.value ?? NaN
  switch (model) {
    case 'power':
      return of('a') * x ** of('b')
    case 'exponential':
      return of('a') * Math.exp(of('b') * x)
    case 'logistic':
      return of('low') + (of('high') - of('low')) / (1 + Math.exp(-of('k') * (x - of('middle'))))
  }
}
