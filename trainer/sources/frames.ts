import { frameOfMatrix } from '#src/vocabulary/index.ts'
import type { Frame } from './row.ts'

/** Numbers as a frame of the kind that their shape has: a list, or a matrix; null where they have more dimensions. */
export function frameOfTensor(shape: readonly number[], values: Float64Array): Pick<Frame, 'kind' | 'frame'> | null {
  if (shape.length <= 1) return { kind: 'spectrum', frame: values }
  if (shape.length === 2) return { kind: 'matrix', frame: frameOfMatrix({ cols: shape[1]!, data: values }) }
  return null
}

/** A histogram of rows: left edge, right edge, count. */
export function histogramFrame(rows: Float64Array): Float64Array {
  return frameOfMatrix({ cols: 3, data: rows })
}

/** A histogram of the edges of its bins and the count in each. */
export function histogramOfBins(edges: readonly number[], counts: readonly number[]): Float64Array {
  const rows = new Float64Array(3 * counts.length)
  for (const [i, count] of counts.entries()) {
    rows[3 * i] = edges[i]!
    rows[3 * i + 1] = edges[i + 1]!
    rows[3 * i + 2] = count
  }
  return histogramFrame(rows)
}
