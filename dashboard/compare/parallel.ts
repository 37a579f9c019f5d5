import type { EffectRow, RunId, RunValue } from '#src/vocabulary/index.ts'
import { factorScale, type FactorScale } from '#src/figures/factor-scale.ts'

/** One axis of parallel coordinates: a factor, or a number of each run. */
export interface ParallelAxis {
  /** The factor, or the expression. */
  readonly key: string
  readonly label: string
  readonly scale: FactorScale
  readonly values: ReadonlyMap<RunId, RunValue>
  /** Runs that are later than their value, if they ever get there: the event did not come. */
  readonly open: ReadonlySet<RunId>
}

/** A stretch of an axis from 0 (below) to 1 (above) that a brush holds. */
export interface Brush {
  readonly from: number
  readonly to: number
}

export type Brushes = ReadonlyMap<string, Brush>

export function factorAxis(name: string, at: number, rows: readonly EffectRow[]): ParallelAxis {
  const values = new Map(rows.map(({ run, factors }) => [run, factors[at] ?? null] as const))
  return { key: name, label: name, scale: factorScale([...values.values()]), values, open: new Set() }
}

export function numberAxis(of: string, label: string, rows: readonly EffectRow[]): ParallelAxis {
  const values = new Map(rows.map(({ run, value, beyond }) => [run, value ?? beyond] as const))
  const open = new Set(rows.flatMap(({ run, value, beyond }) => (value === null && beyond !== null ? [run] : [])))
  return { key: of, label, scale: factorScale([...values.values()].filter(isPlaced)), values, open }
}

/** What is not finite has no place, and would make an axis of numbers one of names. */
function isPlaced(value: RunValue): boolean {
  return typeof value !== 'number' || Number.isFinite(value)
}

/** Where a run crosses an axis, from 0 to 1; null where it has no value there. */
export function placeOn({ scale, values }: ParallelAxis, run: RunId): number | null {
  return scale.placeOf(values.get(run) ?? null)
}

/** The runs that every brush holds; null where there is no brush. Without a place on an axis that is brushed, a run is not held. */
export function brushedRuns(
  axes: readonly ParallelAxis[],
  runs: readonly RunId[],
  brushes: Brushes,
): ReadonlySet<RunId> | null {
  const active = axes.flatMap((axis) => {
    const brush = brushes.get(axis.key)
    return brush === undefined ? [] : [{ axis, brush }]
  })
  if (active.length === 0) return null
  const holds = (run: RunId) =>
    active.every(({ axis, brush }) => {
      const place = placeOn(axis, run)
      return place !== null && place >= brush.from - SLACK && place <= brush.to + SLACK
    })
  return new Set(runs.filter(holds))
}

/** Places are quotients: a brush that ends at a value holds it. */
const SLACK = 1e-9

/** The brush from one value of an axis to another, whichever is above. */
export function brushBetween({ scale }: ParallelAxis, a: RunValue, b: RunValue): Brush | null {
  const [low, high] = [scale.placeOf(a), scale.placeOf(b)]
  return low === null || high === null ? null : { from: Math.min(low, high), to: Math.max(low, high) }
}

/** Of two places that a drag went over; null where it is so short that it was a click. */
export function brushOf(pressed: number, released: number): Brush | null {
  const clamp = (place: number) => Math.min(1, Math.max(0, place))
  const [from, to] = [Math.min(pressed, released), Math.max(pressed, released)].map(clamp) as [number, number]
  return to - from < 0.01 ? null : { from, to }
}

/** The run whose line is nearest to a point between two axes, in shares of the picture's height; null beyond `reach`. */
export function runNear(
  axes: readonly ParallelAxis[],
  runs: readonly RunId[],
  across: number,
  place: number,
  reach: number,
): RunId | null {
  const left = Math.min(axes.length - 2, Math.max(0, Math.floor(across)))
  const [a, b] = [axes[left], axes[left + 1]]
  if (a === undefined || b === undefined) return null
  let nearest: RunId | null = null
  let least = reach
  for (const run of runs) {
    const [from, to] = [placeOn(a, run), placeOn(b, run)]
    if (from === null || to === null) continue
    const away = Math.abs(from + (to - from) * Math.min(1, Math.max(0, across - left)) - place)
    if (away < least) [nearest, least] = [run, away]
  }
  return nearest
}
