import { estimate, type Estimate } from '#src/vocabulary/index.ts'

/** A function of means over the same draws, with the standard error of the jackknife. */
export function jackknife(lists: readonly ArrayLike<number>[], of: (means: readonly number[]) => number): Estimate {
  const n = lists[0]?.length ?? 0
  const sums = lists.map((list) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += list[i] ?? NaN
    return sum
  })
  return leftOut(n, (left) =>
    of(sums.map((sum, k) => (left === null ? sum / n : (sum - (lists[k]?.[left] ?? NaN)) / (n - 1)))),
  )
}

/** A function of n draws, and how much it moves when one after the other is left out: √((n − 1)/n Σ (f₋ᵢ − f̄)²). */
export function leftOut(n: number, of: (left: number | null) => number): Estimate {
  const without = Float64Array.from({ length: n }, (_, i) => of(i))
  const mean = without.reduce((sum, value) => sum + value, 0) / n
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return estimate(of(null), Math.sqrt(((n - 1) / n) * squares))
}
