import type { Infinite } from '#src/vocabulary/index.ts'
import { larger, smaller, type Cells } from './cells.ts'

/**
 * Beside the extremes of groups of points, which infinities take part in: what lies between these. Cells rest without it,
 * since it is seldom wanted; where an infinity is an extreme, it is found out from the points (`holdsInfinity`).
 */
export interface WholeCells extends Cells {
  readonly infinite?: Infinite
}

/** Whether the finite extremes of some cell are not known from its extremes. */
export function holdsInfinity({ min, max }: Pick<Cells, 'min' | 'max'>): boolean {
  for (let i = 0; i < min.length; i++) if (min[i] === -Infinity || max[i] === Infinity) return true
  return false
}

/** Cells of one point each, with what they say of infinities. */
export function pointwise<C extends Cells>(cells: C): C & WholeCells {
  const { last } = cells
  if (!holdsInfinity({ min: last, max: last })) return cells
  const finite = last.map((value) => (Number.isFinite(value) ? value : NaN))
  const of = (which: number) => Uint32Array.from(last, (value) => (value === which ? 1 : 0))
  return { ...cells, infinite: { min: finite, max: finite.slice(), plus: of(Infinity), minus: of(-Infinity) } }
}

/** The same of cells without infinities, to which others can be merged. */
export function beginning({ min, max }: Cells): Infinite {
  const none = () => new Uint32Array(min.length)
  return { min: min.slice(), max: max.slice(), plus: none(), minus: none() }
}

/** Merges cell `from` of `source` into `to`. */
export function mergeInfinite(target: Infinite, to: number, source: WholeCells, from: number): void {
  const { min, max } = source.infinite ?? source
  target.min[to] = smaller(target.min[to]!, min[from]!)
  target.max[to] = larger(target.max[to]!, max[from]!)
  target.plus[to]! += source.infinite?.plus[from] ?? 0
  target.minus[to]! += source.infinite?.minus[from] ?? 0
}

export function infiniteInOrder({ min, max, plus, minus }: Infinite, order: Uint32Array): Infinite {
  const floats = (column: Float64Array) => Float64Array.from(order, (i) => column[i]!)
  const counts = (column: Uint32Array) => Uint32Array.from(order, (i) => column[i]!)
  return { min: floats(min), max: floats(max), plus: counts(plus), minus: counts(minus) }
}
