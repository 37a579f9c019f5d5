import type { RandomStream } from '#src/vocabulary/random.ts'
import { absent, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import { lanczos, ritzOf, ritzVector, type Krylov, type Operator, type Ritz } from './lanczos.ts'
import type { LinearAlgebra } from './linear-algebra.ts'
import { normalVector } from './vectors.ts'

/** The largest eigenvalues, signed and descending, each as often as it occurs, with orthonormal eigenvectors. */
export interface TopEigenpairs {
  readonly values: Float64Array
  readonly vectors: readonly Float64Array[]
  /** The largest eigenvalue that is not among them; −∞ where they are all. */
  readonly next: number
  /** The largest ‖Av − λv‖ among them and the next. */
  readonly residual: number
}

export interface Search {
  readonly times: Operator
  readonly size: number
  /** Products to spend on each start. */
  readonly iterations: number
  /** Of the products: in float32 steps end sooner, where more would not make an eigenvalue more certain. */
  readonly precision: 'float32' | 'float64'
  readonly random: RandomStream
  readonly linalg: LinearAlgebra
}

/** Residuals below this share of the largest eigenvalue in magnitude count as settled: an eigenvalue lies that near. */
const SETTLED = 1e-2
/** Steps go on to this, if there are any left: the error of an eigenvalue goes as the square of its residual. */
export const ENOUGH = { float32: 1e-3, float64: 1e-7 }
/**
 * What lies higher than the last by less is not taken in: a bulk of nearly equal ones would be counted out in full, for
 * no digit that could be relied on.
 */
const SLACK = { float32: SETTLED, float64: ENOUGH.float64 }

export const NOT_FINITE =
  'A product with the Hessian is not finite: the weights or the loss have left the finite numbers'

/**
 * The largest signed eigenvalue from one cold start of Lanczos' method. From within it is a lower bound; with residual r
 * an eigenvalue lies within r, and the error is about r² over the gap below.
 */
export function largestEigenvalue(search: Search): number | Absent {
  const found = settle(search, 1, ENOUGH[search.precision], [])
  if (isAbsent(found)) return found
  const { values, residuals } = found.ritz
  const [value = NaN, residual = NaN] = [values[0], residuals[0]]
  if (residual > 0.1 * reach(values)) {
    return absent(
      `Not converged: ${value.toPrecision(3)} with a residual of ${residual.toPrecision(2)}; raise iterations`,
    )
  }
  return value
}

/**
 * The `count` largest. One start sees each repeated eigenvalue once: so it starts again orthogonal to all that it has,
 * until what it then finds lies no higher, to what the products can tell.
 */
export function topEigenpairs(search: Search, count: number): TopEigenpairs | Absent {
  const wanted = Math.min(count, search.size)
  const pairs: Pair[] = []
  while (pairs.length < search.size) {
    const missing = Math.max(1, wanted - pairs.length)
    const isSecondLook = pairs.length >= wanted
    const enough = isSecondLook ? SLACK[search.precision] : ENOUGH[search.precision]
    const found = settle(search, missing, enough, pairs)
    if (isAbsent(found)) return found
    const { krylov, ritz } = found
    const scale = Math.max(reach(ritz.values), Math.abs(pairs[0]?.value ?? 0))
    const [next = -Infinity] = ritz.values
    const open = ritz.residuals.findIndex((residual, k) => k < missing && residual > SETTLED * scale)
    if (open >= 0) {
      const which = `Eigenvalue ${pairs.length + open + 1}, to find ${count},`
      return absent(`${which} has not converged after ${krylov.basis.length} products; raise iterations`)
    }
    const last = pairs[wanted - 1]?.value ?? -Infinity
    if (next <= last + SLACK[search.precision] * scale) return answer(pairs, wanted, next, ritz.residuals[0])
    for (let k = 0; k < Math.min(missing, ritz.values.length); k++) {
      const [value = NaN, residual = NaN] = [ritz.values[k], ritz.residuals[k]]
      pairs.push({ value, residual, vector: ritzVector(krylov, ritz, k) })
    }
    pairs.sort((a, b) => b.value - a.value)
  }
  return answer(pairs, wanted, -Infinity)
}

interface Pair {
  readonly value: number
  readonly residual: number
  readonly vector: Float64Array
}

function answer(pairs: readonly Pair[], wanted: number, next: number, residual = 0): TopEigenpairs {
  const top = pairs.slice(0, wanted)
  return {
    values: Float64Array.from(top, ({ value }) => value),
    vectors: top.map(({ vector }) => vector),
    next: Math.max(next, pairs[wanted]?.value ?? -Infinity),
    residual: Math.max(residual, ...top.map((pair) => pair.residual)),
  }
}

/** Steps until the `count` largest outside what is known have settled as far as is worth it, or the products are spent. */
function settle(
  { times, size, iterations, random, linalg }: Search,
  count: number,
  enough: number,
  known: readonly Pair[],
): { krylov: Krylov; ritz: Ritz } | Absent {
  const isEnough = (krylov: Krylov) => {
    const steps = krylov.diagonal.length
    if (steps < count || steps % 5 !== 0) return false
    const { values, residuals } = ritzOf(krylov, linalg)
    return residuals.subarray(0, count).every((residual) => residual <= enough * reach(values))
  }
  const outside = known.map(({ vector }) => vector)
  const krylov = lanczos(times, normalVector(size, random), iterations, { isEnough, outside })
  return krylov === null ? absent(NOT_FINITE) : { krylov, ritz: ritzOf(krylov, linalg) }
}

/** The largest magnitude among them. */
function reach(values: Float64Array): number {
  return Math.max(Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0))
}
