import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { rowOf } from '#probes/maths/algebra/rows.ts'
import { norm } from '#probes/maths/algebra/vectors.ts'

/**
 * The overlaps of all pairs of different replicas, the rows of a matrix, at unit length: of states of ±1 that is
 * q = s · s′/N. Of the first `most` of them.
 */
export function replicaOverlaps(replicas: Matrix, most: number, linalg: LinearAlgebra): Float64Array | Absent {
  const count = Math.min(replicas.rows, most)
  if (count < 2) return absent(`Needs 2 replicas, got ${count}`)
  const data = new Float64Array(count * replicas.cols)
  for (let row = 0; row < count; row++) {
    const state = rowOf(replicas, row)
    const length = norm(state)
    if (!Number.isFinite(length)) return absent(`Replica ${row + 1} holds NaN or an infinity`)
    if (length === 0) return absent(`All entries of replica ${row + 1} are zero`)
    for (let i = 0; i < state.length; i++) state[i] = (state[i] ?? NaN) / length
    data.set(state, row * replicas.cols)
  }
  const all = { rows: count, cols: replicas.cols, data }
  const gram = linalg.product(all, all, { b: true }).data
  const overlaps = new Float64Array((count * (count - 1)) / 2)
  let at = 0
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) overlaps[at++] = Math.min(1, Math.max(-1, gram[a * count + b] as number))
  }
  return overlaps
}

/** The bins of P(q), and their centers. */
export const OVERLAP_BINS = 41
export const OVERLAP_CENTERS = Array.from(
  { length: OVERLAP_BINS },
  (_, bin) => (2 * bin - (OVERLAP_BINS - 1)) / OVERLAP_BINS,
)

/** The density in each of the bins, which divide −1 … 1 evenly: the mean density is ½. */
export function overlapDensity(overlaps: Float64Array): Float64Array {
  const density = new Float64Array(OVERLAP_BINS)
  const share = OVERLAP_BINS / 2 / overlaps.length
  for (const q of overlaps) {
    const bin = Math.min(OVERLAP_BINS - 1, Math.floor(((q + 1) / 2) * OVERLAP_BINS))
    density[bin] = (density[bin] ?? 0) + share
  }
  return density
}
