import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { Layers } from '#probes/inputs.ts'
import { sameLayer } from './layers.ts'
import { innerOf, rootOf, squaresOf, sumOfWide, timesPowerOfTwo, type Wide } from './wide.ts'

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
    return { name, inner: innerOf(values, other), a: squaresOf(values), b: squaresOf(other) }
  })
  const sum = (of: 'inner' | 'a' | 'b') => sumOfWide(sums.map((layer) => layer[of]))
  const total = { name: 'total', inner: sum('inner'), a: sum('a'), b: sum('b') }
  return Object.fromEntries(
    [total, ...sums].map(({ name, inner, a, b }) => {
      if (a.value === 0) return [name, absent(`All entries of the ${names[0]} are zero`)]
      if (b.value === 0) return [name, absent(`All entries of the ${names[1]} are zero`)]
      return [name, cosine(inner, a, b)]
    }),
  )
}

/** One root a factor: the product of the squares may leave the range of numbers. */
function cosine(inner: Wide, a: Wide, b: Wide): number {
  const [lengthOfA, lengthOfB] = [rootOf({ ...a, exponent: 0 }), rootOf({ ...b, exponent: 0 })]
  return timesPowerOfTwo(inner.value / lengthOfA / lengthOfB, inner.exponent - (a.exponent + b.exponent) / 2)
}
