import { parquetWriteBuffer } from 'hyparquet-writer'
import type { ComparisonColumn, ComparisonTable } from './comparison-table.ts'

const TYPES = { text: 'STRING', number: 'DOUBLE', count: 'INT32' } as const satisfies Record<
  ComparisonColumn['kind'],
  string
>

/** The numbers of a comparison as Parquet: doubles to the bit, NaN among them; null where a row says nothing. */
export function comparisonParquet({ columns, rows }: ComparisonTable, note: string): ArrayBuffer {
  const all = [...rows()]
  return parquetWriteBuffer({
    columnData: columns.map(({ name, kind }, i) => ({
      name,
      type: TYPES[kind],
      data: all.map((row) => {
        const value = row[i] ?? null
        return value === null || kind !== 'text' ? value : String(value)
      }),
      // Smallest and largest of numbers among which NaN is would mislead who skips by them.
      statistics: kind !== 'number',
      // A dictionary would take minus zero for zero.
      ...(kind === 'number' && { encoding: 'PLAIN' as const }),
    })),
    createdBy: 'phasescope',
    kvMetadata: [{ key: 'phasescope.note', value: note }],
  })
}
