import { BOUNDS, messageOf } from '#src/vocabulary/index.ts'
import type { TableOptions } from './csv.ts'
import type { LogFile } from './log-file.ts'
import { readFooter, whole, type Footer } from './parquet-footer.ts'
import { parquetRows } from './parquet-rows.ts'
import { PAUSE } from './pause.ts'
import { fault, type LaterRows } from './row.ts'

/** Rows that are numbers in memory at once: what most write as a group. */
const SLICE = 1 << 20
/** Rows after which others get their turn, though they said nothing. */
const ROWS = 16_384

/**
 * A Parquet file: a column of steps, found by its name, and one for each series; or in long form, as `phasescope export` writes it. A million
 * rows are in memory at a time.
 */
export async function* readParquet(file: LogFile, options: TableOptions = {}): LaterRows {
  const { cellsOf, sizeOfGroup } = await import('./parquet-group.ts')
  const bytes = file.size()
  let footer: Footer
  try {
    footer = await readFooter(file)
  } catch (error) {
    yield fault(`byte ${bytes}`, 'expected the end of a Parquet file; nothing of it is taken', messageOf(error))
    return
  }
  const names = [...new Set(footer.names)]
  if (names.length < footer.names.length)
    yield fault('row 1', 'columns have the same name; the first of each is taken', footer.names.join(', '))
  const read = parquetRows(names, options)
  if ('why' in read) return void (yield fault('row 1', read.why, names.join(', ')))
  const most = Math.floor(Math.max(BOUNDS.expandedBytes, BOUNDS.expansionRatio * bytes) / 8)
  let [begun, packed, values, listed] = [0, 0, 0, 0]
  for (const group of footer.metadata.row_groups) {
    let at = `row ${begun + 1}`
    try {
      const rows = whole(group.num_rows)
      values += rows * names.length
      if (values <= most) {
        const size = sizeOfGroup(file, footer, group)
        packed += size.packed
        if (packed > bytes) throw new Error('its columns are more bytes than the file')
        values += Math.max(0, size.values - rows * names.length)
      }
      if (values > most)
        yield fault(at, `expected a group of rows up to whose end a file has at most ${most} numbers; it is left out`, `${values}`) // prettier-ignore
      else
        for (let from = 0; from < rows; from += SLICE) {
          at = `row ${begun + from + 1}`
          const to = Math.min(from + SLICE, rows)
          const cells = await cellsOf(file, footer, group, from, to)
          for (let row = from; row < to; row++) {
            for (const said of read.rowsOf((name) => cells(name, row), `row ${begun + row + 1}`)) {
              yield said
              if (said.type !== 'frame' || (listed += said.frame.length) <= most) continue
              return void (yield fault(`row ${begun + row + 1}`, `expected lists of at most ${most} numbers in a file; what follows is left out`)) // prettier-ignore
            }
            if (row % ROWS === 0) yield PAUSE
          }
        }
      begun += rows
    } catch (error) {
      yield fault(at, 'a group of rows cannot be read; it is left out', messageOf(error))
    }
  }
  yield* read.rest()
}
