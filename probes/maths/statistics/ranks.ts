import { mean } from '#probes/maths/algebra/mean.ts'
import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'

/** The place of each number in ascending order, from 1; equal numbers share the mean of their places. */
export function averageRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort()
  return values.map(
    (value) => (firstPlace(sorted, (other) => other >= value) + firstPlace(sorted, (other) => other > value) + 1) / 2,
  )
}

/** How many of the sorted come before the first that is far enough, by bisection. */
function firstPlace(sorted: Float64Array, isFarEnough: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isFarEnough(sorted[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

/** Pearson's correlation; null where either list is constant. */
export function correlation(x: Float64Array, y: Float64Array): number | null {
  const [a, b] = [ordinaryNumbers(x).data, ordinaryNumbers(y).data]
  const [meanA, meanB] = [mean(a), mean(b)]
  let ab = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    const fromA = (a[i] ?? 0) - meanA
    const fromB = (b[i] ?? 0) - meanB
    ab += fromA * fromB
    aa += fromA * fromA
    bb += fromB * fromB
  }
  return aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb)
}
