import { parquetReadObjects } from 'hyparquet'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { ODD, writeParquets } from '../../references/parquet/make.ts'
import reference from '../../references/parquet.json' with { type: 'json' }

const REFERENCES = join(import.meta.dirname, '..', '..', 'references', 'parquet')
const folder = temporaryFolder()
let written: { readonly exported: string; readonly comparison: string }

beforeAll(async () => {
  written = await writeParquets(folder.path)
})
afterAll(() => folder[Symbol.dispose]())

/** A value as the reference says it: a double by its bits. */
function said(value: unknown, type: string): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (type !== 'double' || typeof value !== 'number') return value ?? null
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

describe.each(['exported', 'comparison'] as const)('%s.parquet', (name) => {
  test('is, byte by byte, the file that pyarrow was asked about', () => {
    expect(readFileSync(written[name]).equals(readFileSync(join(REFERENCES, `${name}.parquet`)))).toBe(true)
  })

  test('is read by another reader as pyarrow reads it: types, nulls, NaN, infinities and the sign of zero', async () => {
    const { types, columns } = reference[name] as { types: Record<string, string>; columns: Record<string, unknown[]> }
    const bytes = readFileSync(written[name])
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    const rows = await parquetReadObjects({ file })
    const read = Object.fromEntries(
      Object.entries(types).map(([column, type]) => [column, rows.map((row) => said(row[column], type))]),
    )
    expect(read).toEqual(columns)
  })
})

test('pyarrow reads of the runs what they measured', () => {
  const { types, columns } = reference.exported
  expect(types).toEqual({ run: 'string', series: 'string', step: 'int64', index: 'int32', value: 'double' })
  expect(columns.run).toHaveLength(4 * 5)
  expect(new Set(columns.run)).toEqual(new Set(['r-0.1-0', 'r-0.1-1', 'r-1-0', 'r-1-1']))
  expect(new Set(columns.series)).toEqual(new Set(['train-loss', ODD]))
  expect(columns.step).toContain(2 ** 40)
  expect(new Set(columns.index)).toEqual(new Set([null]))
  for (const bits of ['7ff8000000000000', '7ff0000000000000', '8000000000000000', '0000000000000001'])
    expect(columns.value).toContain(bits)
})

test('pyarrow reads of a comparison its groups and its runs, and how it was computed', () => {
  const { types, columns, metadata } = reference.comparison
  expect(types).toEqual({
    ...{ series: 'string', rate: 'double', kind: 'string', x: 'double', n: 'int32' },
    ...{ center: 'double', low: 'double', high: 'double', run: 'string', value: 'double' },
  })
  expect(new Set(columns.kind)).toEqual(new Set([ODD, 'plain']))
  // Four groups of one run, of four places, once as a group and once as a run.
  expect(columns.run.filter((run) => run === null)).toHaveLength(16)
  expect(columns.value.filter((value) => value !== null)).toHaveLength(16)
  expect(columns.value).toContain('7ff8000000000000')
  expect(metadata['phasescope.note']).toContain('median over the runs of each rate and kind')
})
