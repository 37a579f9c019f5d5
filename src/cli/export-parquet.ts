import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { renameSync, rmSync } from 'node:fs'
import type { Store } from '#src/store/index.ts'
import { messageOf, runtimeError, type RunId } from '#src/vocabulary/index.ts'
import { chosenOf, columnsOf } from './exported.ts'
import { numbersFromColumn } from './lines.ts'

/** Rows that are in memory at once. */
const ROWS = 100_000

/**
 * Every stored value of some runs as Parquet, exactly: run, series, step, index (null of a scalar) and value, NaN and infinities among
 * them. Written beside its place first, then moved there, and a group of rows at a time, however much there is.
 */
export async function writeParquet(path: string, store: Store, runs: readonly RunId[], series: string): Promise<void> {
  const chosen = await chosenOf(store, runs, series)
  const partial = `${path}.partial`
  try {
    const columns = emptyColumns()
    const writer = new ParquetWriter({
      writer: fileWriter(partial),
      schema: schemaFromColumnData({ columnData: dataOf(columns) }),
      createdBy: 'phasescope',
      // Smallest and largest of numbers among which NaN is would mislead who skips by them.
      statistics: false,
    })
    const flush = async () => {
      await writer.write({ columnData: dataOf(columns), rowGroupSize: ROWS })
      for (const column of Object.values(columns)) column.length = 0
    }
    for await (const { run, column } of columnsOf(store, chosen)) {
      for (const [step, index, value] of numbersFromColumn(column)) {
        columns.run.push(run)
        columns.series.push(column.series)
        columns.step.push(BigInt(step))
        columns.index.push(index)
        columns.value.push(value)
        if (columns.run.length === ROWS) await flush()
      }
    }
    if (columns.run.length > 0) await flush()
    await writer.finish()
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    const isOfFile = error instanceof Error && 'syscall' in error
    throw isOfFile ? runtimeError(`Cannot write ${path}: ${messageOf(error)}`, error) : error
  }
}

type ColumnSources = Parameters<typeof schemaFromColumnData>[0]['columnData']

interface Columns {
  readonly run: string[]
  readonly series: string[]
  readonly step: bigint[]
  readonly index: (number | null)[]
  readonly value: number[]
}

function emptyColumns(): Columns {
  return { run: [], series: [], step: [], index: [], value: [] }
}

function dataOf({ run, series, step, index, value }: Columns): ColumnSources {
  return [
    { name: 'run', type: 'STRING', nullable: false, data: run },
    { name: 'series', type: 'STRING', nullable: false, data: series },
    { name: 'step', type: 'INT64', nullable: false, data: step },
    { name: 'index', type: 'INT32', data: index },
    // A dictionary would take minus zero for zero.
    { name: 'value', type: 'DOUBLE', nullable: false, data: value, encoding: 'PLAIN' },
  ]
}
