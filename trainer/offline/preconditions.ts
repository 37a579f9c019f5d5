import { roundingOf } from '#probes/maths/algebra/double.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { quoted, usageError } from '#src/vocabulary/index.ts'
import type { Source } from './given.ts'

/**
 * What a tensor must be for the formulas that read it to mean anything, where a file may have something else that looks like it:
 * patterns of 0 and 1, attention before the softmax. NaN passes, since it says itself that something is wrong.
 */

/** Only these values. */
export function assertAmong(
  source: Source,
  name: string,
  values: ArrayLike<number>,
  allowed: readonly number[],
  otherwise = '',
): void {
  const place = Array.from(values).findIndex((value) => !Number.isNaN(value) && !allowed.includes(value))
  if (place < 0) return
  const expected = allowed.map((value) => String(value).replace('-', '−')).join(' and ')
  throw usageError(
    `${source.name}: expected ${quoted(name)} with entries ${expected}; it has ${values[place]} (at index ${place})${otherwise}`,
  )
}

/** Of a row that was computed in a coarse type and stored in a fine one. */
const LEAST_TOLERANCE = 1e-4

/** Rows that divide 1: no entry below 0, and a sum of 1 as exactly as it was stored. */
export function assertShares(source: Source, name: string, matrix: Matrix): void {
  const { rows, cols, data } = matrix
  const tolerance = Math.max(LEAST_TOLERANCE, 8 * roundingOf(matrix))
  for (let row = 0; row < rows; row++) {
    let sum = 0
    let least = 0
    for (let j = 0; j < cols; j++) {
      const share = data[row * cols + j] as number
      sum += share
      if (share < least) least = share
    }
    const came = least < -tolerance ? `has ${least}` : Math.abs(sum - 1) > tolerance ? `has sum ${sum}` : null
    if (came === null) continue
    throw usageError(
      `${source.name}: expected ${quoted(name)} as attention, rows of sum 1 without negative entries; row ${row} ${came}. ` +
        'Divide each row by its sum, after the softmax, and save attention alone',
    )
  }
}
