import { centeredColumns } from './gram.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { ordinarySize } from './ordinary-size.ts'

/** About the mean of the rows, or about 0. */
export type Moment = 'covariance' | 'second-moment'

/**
 * The directions of largest variance of some rows, in the columns of a [dimensions, m] matrix: m is 1 but where variances
 * agree to 1e−9. Null where the rows do not vary or are not finite. `key` is the array the rows are the first of.
 */
export function principalSubspace(key: object, rows: Matrix, moment: Moment, linalg: LinearAlgebra): Matrix | null {
  const known = subspacesOf(key)
  const name = `${moment} ${rows.rows}`
  const found = known.get(name)
  if (found !== undefined) return found
  const subspace = topOf(rows, moment, linalg)
  known.set(name, subspace)
  return subspace
}

const subspacesOf = oncePerArray((_key: object) => new Map<string, Matrix | null>())

const SAME = 1e-9

function topOf(rows: Matrix, moment: Moment, linalg: LinearAlgebra): Matrix | null {
  if (!rows.data.every(Number.isFinite)) return null
  const about = ordinarySize(moment === 'covariance' ? centeredColumns(rows) : rows).matrix
  const { values, vectors } = linalg.eigenSymmetric(linalg.product(about, about, { a: true }))
  const top = values[0] ?? 0
  if (top <= 0) return null
  const m = values.filter((value) => value >= top * (1 - SAME)).length
  const data = Float64Array.from({ length: vectors.rows * m }, (_, at) => {
    return vectors.data[Math.floor(at / m) * vectors.cols + (at % m)] ?? 0
  })
  return { rows: vectors.rows, cols: m, data }
}
