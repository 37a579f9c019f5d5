import { centeredColumns } from './gram.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { sumOfSquares } from './norms.ts'
import { scaledColumns } from './scaled-columns.ts'
import { roundingFloor } from './spectra.ts'

/** Directions that a centered representation spans: `u` [n, k] orthonormal, `s` descending, `v` [p, k]. */
export interface ColumnSpace {
  readonly u: Matrix
  readonly s: Float64Array
  readonly v: Matrix
}

/** Singular values of centered activations, descending; computed once for all probes of a step. */
export function activationSpectrum(x: Matrix, linalg: LinearAlgebra): Float64Array {
  return spectrumOf(x.data, x, linalg)
}

/**
 * The directions along which centered activations vary by more than `precision`, the relative rounding of the numbers
 * they came in: what is below comes from rounding, and would count as a direction of its own.
 */
export function columnSpace(x: Matrix, precision: number, linalg: LinearAlgebra): ColumnSpace {
  const { u, s, v } = decompositionOf(x.data, x, linalg)
  const least = roundingFloor({
    largest: s[0] ?? 0,
    longest: Math.max(x.rows, x.cols),
    epsilon: precision,
    norm: () => Math.sqrt(sumOfSquares(x.data)),
  })
  return leading({ u, s, v }, s.filter((value) => value > least).length)
}

/**
 * The centered rows in coordinates along the directions that they span, [n, min(n, p)]: their products with one another
 * are as they were. Computed once for all probes of a step, and of a fixed reference once a run.
 */
export function spannedColumns(x: Matrix, linalg: LinearAlgebra): Matrix {
  if (x.cols <= x.rows) return centeredColumns(x)
  const { u, s } = decompositionOf(x.data, x, linalg)
  return scaledColumns(u, s)
}

/** The first k directions. */
export function leading({ u, s, v }: ColumnSpace, k: number): ColumnSpace {
  return { u: firstColumns(u, k), s: s.slice(0, k), v: firstColumns(v, k) }
}

const spectrumOf = oncePerArray((_data: object, x: Matrix, linalg: LinearAlgebra) =>
  linalg.singularValues(centeredColumns(x)),
)

const decompositionOf = oncePerArray((_data: object, x: Matrix, linalg: LinearAlgebra) =>
  linalg.svd(centeredColumns(x)),
)

function firstColumns({ rows, cols, data }: Matrix, k: number): Matrix {
  const kept = new Float64Array(rows * k)
  for (let row = 0; row < rows; row++) kept.set(data.subarray(row * cols, row * cols + k), row * k)
  return { rows, cols: k, data: kept }
}
