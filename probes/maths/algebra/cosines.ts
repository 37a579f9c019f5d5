import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { Layers } from '#probes/inputs.ts'
import { sameLayer } from './layers.ts'
import { sumOfSquares } from './norms.ts'

/**
 * cos(a, b) of all layers together under `total`, then of each layer under its name; absent where either is zero. Sums
 * in float64. `names` is what the two are called, for whoever looks for a value that is not there.
 */
export function cosinesByLayer(
  a: Layers,
  b: Layers,
  names: readonly [string, string],
): Record<string, number | Absent> {
  const sums = Object.entries(a).map(([name, { values }]) => {
    const other = sameLayer(b, name, names[1]).values
    return { name, inner: inner(values, other), a: sumOfSquares(values), b: sumOfSquares(other) }
  })
  const sum = (of: 'inner' | 'a' | 'b') => sums.reduce((total, layer) => total + layer[of], 0)
  const total = { name: 'total', inner: sum('inner'), a: sum('a'), b: sum('b') }
  return Object.fromEntries(
    [total, ...sums].map(({ name, inner, a, b }) => {
      if (a === 0) return [name, absent(`All entries of the ${names[0]} are zero`)]
      if (b === 0) return [name, absent(`All entries of the ${names[1]} are zero`)]
      // One root a factor: the product of the squares may leave the range of numbers.
      return [name, inner / Math.sqrt(a) / Math.sqrt(b)]
    }),
  )
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
