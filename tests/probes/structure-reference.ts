import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { Rows } from './lab.ts'

interface Structure {
  readonly residues: Readonly<
    Record<
      'noise' | 'even' | 'waves',
      {
        readonly rows: Rows
        readonly circles: Readonly<Record<'own' | 'all', Rows>>
        readonly tuning: readonly number[]
      }
    >
  >
  readonly classes: { readonly hidden: Rows; readonly labels: readonly number[]; readonly means: Rows }
  readonly spectra: Readonly<
    Record<
      'tall' | 'wide',
      Readonly<Record<'histogram' | 'tail', Readonly<Record<'own' | 'law', Rows>>>> & { readonly rows: Rows }
    >
  >
}

/** What NumPy and SciPy computed: made by tests/references/structure.py, which says how. */
export const structure = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'references', 'structure.json'), 'utf8'),
) as Structure

/** A matrix as a test writes one. */
export function rowsOf({ rows, cols, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * cols, (row + 1) * cols)])
}

/** Every number is met to a share of the largest one of its column. */
export function expectRows(found: Matrix, expected: Rows, tolerance = 1e-9): void {
  expect([found.rows, found.cols]).toEqual([expected.length, expected[0]?.length])
  for (let col = 0; col < found.cols; col++) {
    const largest = Math.max(...expected.map((row) => Math.abs(row[col] ?? NaN)), Number.MIN_VALUE)
    rowsOf(found).forEach((row, i) => {
      const error = Math.abs((row[col] ?? NaN) - (expected[i]?.[col] ?? NaN)) / largest
      expect(error, `row ${i}, column ${col}: ${row[col]} against ${expected[i]?.[col]}`).toBeLessThanOrEqual(tolerance)
    })
  }
}
