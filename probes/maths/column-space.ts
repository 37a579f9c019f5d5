import { centredColumns } from './gram.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'

/** Directions that a centred representation spans: `u` [n, k] orthonormal, `s` descending, `v` [p, k]. */
export interface ColumnSpace {
  readonly u: Matrix
  readonly s: Float64Array
  readonly v: Matrix
}

/** Singular values of centred activations, descending; computed once for all probes of a step. */
export function activationSpectrum(x: Matrix, linalg: LinearAlgebra): Float64Array {
  return spectrumOf(x.data, x, linalg)
}

/**
 * The directions along which centred activations vary by more than `precision`, the relative rounding of the numbers
 * they came in: what is below comes from rounding, and would count as a direction of its own.
 */
export function columnSpace(x: Matrix, precision: number, linalg: LinearAlgebra): ColumnSpace {
  const { u, s, v } = decompositionOf(x.data, x, linalg)
  const least = (s[0] ?? 0) * precision * Math.max(x.rows, x.cols)
  return leading({ u, s, v }, s.filter((value) => value > least).length)
}

/**
 * The centred rows in coordinates along the directions that they span, [n, min(n, p)]: their products with one another
 * are as they were. Computed once for all probes of a step, and of a fixed reference once a run.
 */
export function spannedColumns(x: Matrix, linalg: LinearAlgebra): Matrix {
  return x.cols > x.rows ? alongDirections(decompositionOf(x.data, x, linalg)) : centredColumns(x)
}

/** u · diag(s): the rows that were decomposed, in coordinates along v. */
export function alongDirections({ u, s }: Pick<ColumnSpace, 'u' | 's'>): Matrix {
  return { ...u, data: u.data.map((value, at) => value * (s[at % u.cols] as number)) }
}

/** The first k directions. */
export function leading({ u, s, v }: ColumnSpace, k: number): ColumnSpace {
  return { u: firstColumns(u, k), s: s.slice(0, k), v: firstColumns(v, k) }
}

const spectrumOf = oncePerArray((_data: object, x: Matrix, linalg: LinearAlgebra) =>
  linalg.singularValues(centredColumns(x)),
)

const decompositionOf = oncePerArray((_data: object, x: Matrix, linalg: LinearAlgebra) => linalg.svd(centredColumns(x)))

function firstColumns({ rows, cols, data }: Matrix, k: number): Matrix {
  const kept = new Float64Array(rows * k)
  for (let row = 0; row < rows; row++) kept.set(data.subarray(row * cols, row * cols + k), row * k)
  return { rows, cols: k, data: kept }
}
