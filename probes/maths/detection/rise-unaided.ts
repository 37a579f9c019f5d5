import { clipped } from './robust.ts'
import { fittedRise, type RiseFit } from './rise-fit.ts'
import type { RiseShape } from './rise-shapes.ts'
import type { Points } from './points.ts'

/** The rise of a series of which nothing else is known: the correlation of its noise is that of neighboring residuals of a fit without any. */
export function riseOf(
  { steps, values }: Points,
  strides: readonly number[],
  shape: RiseShape,
  level: number,
): RiseFit | null {
  const data = { places: steps, values, gaps: strides, correlation: 0 }
  const first = fittedRise(data, shape, level)
  if (first === null) return null
  const residuals = values.map(
    (value, i) => value - first.before - first.height * shape((steps[i]! - first.onset) / first.width),
  )
  const correlation = neighborCorrelation(residuals, strides)
  return correlation === 0 ? first : fittedRise({ ...data, correlation }, shape, level)
}

/** Of residuals that lie one point apart, corrected for its bias in short series; 0 where it is not positive. */
function neighborCorrelation(residuals: readonly number[], strides: readonly number[]): number {
  let [products, squares, count] = [0, 0, 0]
  for (let i = 1; i < residuals.length; i++) {
    if (strides[i] !== 1) continue
    products += residuals[i]! * residuals[i - 1]!
    squares += (residuals[i]! ** 2 + residuals[i - 1]! ** 2) / 2
    count++
  }
  if (count < 8 || !(squares > 0)) return 0
  const raw = products / squares
  return Math.max(0, clipped(raw + (1 + 4 * raw) / count, 0.95))
}
