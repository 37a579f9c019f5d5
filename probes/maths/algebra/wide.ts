/**
 * A number that need not fit into float64, value · 2^exponent with an even exponent: what sums of squares of ordinary
 * numbers are not, and those of 1e200 or 1e-200 are. The exponent is 0 wherever the plain sum is safe, which then is the value.
 */
export interface Wide {
  readonly value: number
  readonly exponent: number
}

/** Plain sums of squares between 2^−400 and 2^400 have lost nothing that counts, and neither have products of two such vectors. */
const SAFE = 2 ** 400

/** Σ v². Numbers are brought to size by a power of two, which is exact: no result of ordinary size changes by a bit. */
export function squaresOf(values: ArrayLike<number>): Wide {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    sum += value * value
  }
  if (isSafe(sum)) return { value: sum, exponent: 0 }
  const exponent = largestExponent(values)
  let scaled = 0
  for (let i = 0; i < values.length; i++) scaled += timesPowerOfTwo(values[i] ?? 0, -exponent) ** 2
  return { value: scaled, exponent: 2 * exponent }
}

/** Σ a b. */
export function innerOf(a: ArrayLike<number>, b: ArrayLike<number>): Wide {
  // In one pass, since vectors are long, and seldom anything but safe.
  let squaresOfA = 0
  let squaresOfB = 0
  let plainSum = 0
  for (let i = 0; i < a.length; i++) {
    const left = a[i] ?? 0
    const right = b[i] ?? 0
    squaresOfA += left * left
    squaresOfB += right * right
    plainSum += left * right
  }
  if (isSafe(squaresOfA) && isSafe(squaresOfB)) return { value: plainSum, exponent: 0 }
  const [ofA, ofB] = [squaresOf(a).exponent / 2, squaresOf(b).exponent / 2]
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += timesPowerOfTwo(a[i] ?? 0, -ofA) * timesPowerOfTwo(b[i] ?? 0, -ofB)
  const odd = Math.abs(ofA + ofB) % 2
  return { value: odd === 1 ? 2 * sum : sum, exponent: ofA + ofB - odd }
}

/** Σ (a − b)², the difference taken in float64: early in training it is far below the rounding of the weights. */
export function squaredDistanceOf(a: ArrayLike<number>, b: ArrayLike<number>): Wide {
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    sum += difference * difference
  }
  if (isSafe(sum)) return { value: sum, exponent: 0 }
  return squaresOf(Float64Array.from({ length: a.length }, (_, i) => (a[i] ?? 0) - (b[i] ?? 0)))
}

/** Their sum, in their order. */
export function sumOfWide(parts: readonly Wide[]): Wide {
  const exponents = parts.filter(({ value }) => value !== 0).map(({ exponent }) => exponent)
  const exponent = exponents.length === 0 ? 0 : Math.max(...exponents)
  const sum = parts.reduce((total, part) => total + timesPowerOfTwo(part.value, part.exponent - exponent), 0)
  return { value: sum, exponent }
}

/** √, which fits float64 long after its square has left it. */
export function rootOf({ value, exponent }: Wide): number {
  return timesPowerOfTwo(Math.sqrt(value), exponent / 2)
}

/** a/b; where that leaves float64, 0 or an infinity, as in any division. */
export function ratioOf(a: Wide, b: Wide): number {
  return timesPowerOfTwo(a.value / b.value, a.exponent - b.exponent)
}

/** √(a/b) */
export function rootOfRatio(a: Wide, b: Wide): number {
  return timesPowerOfTwo(Math.sqrt(a.value / b.value), (a.exponent - b.exponent) / 2)
}

/** As float64 has it: 0 or an infinity where it has none. */
export function plain({ value, exponent }: Wide): number {
  return timesPowerOfTwo(value, exponent)
}

/** ‖v‖ */
export function lengthOf(values: ArrayLike<number>): number {
  return rootOf(squaresOf(values))
}

/** value · 2^exponent, in steps where the factor alone is out of range. */
export function timesPowerOfTwo(value: number, exponent: number): number {
  let [product, left] = [value, exponent]
  for (; Math.abs(left) > 1000 && product !== 0 && Number.isFinite(product); left -= 1000 * Math.sign(left))
    product *= left > 0 ? 2 ** 1000 : 2 ** -1000
  return product === 0 || !Number.isFinite(product) ? product : product * 2 ** left
}

/** ⌊log₂⌋ of the largest magnitude; 0 where there is none, or where it is an infinity. */
export function largestExponent(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0)
    if (size > largest) largest = size
  }
  return largest === 0 || largest === Infinity ? 0 : Math.floor(Math.log2(largest))
}

/** NaN is what it is at any scale; a sum of 0 may be one of squares that were too small. */
function isSafe(sum: number): boolean {
  return !(sum > SAFE || sum < 1 / SAFE)
}
