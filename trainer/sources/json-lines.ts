import { BOUNDS } from '#src/vocabulary/index.ts'
import { openCursor } from './cursor.ts'
import type { TableOptions } from './csv.ts'
import { flat } from './flat.ts'
import { parseLenient } from './lenient-json.ts'
import type { LogFile } from './log-file.ts'
import { rowOfValue } from './logged-value.ts'
import { fault, type Row, type Rows } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { stepColumn, timeColumn, timeFrom } from './step-column.ts'
import { textLines } from './text-lines.ts'

/**
 * JSON lines: a record a line, with its step under a name like `step`, and a series under each other key; keys of nested records are joined.
 * Lines of `phasescope export --format ndjson` are read as these.
 */
export function* readJsonLines(file: LogFile, options: TableOptions = {}): Rows {
  const lines = textLines(openCursor(file))
  let run: string | null = null
  for (let asked: boolean | undefined; ;) {
    const { value: line, done } = lines.next(asked)
    asked = undefined
    if (done === true) return
    if (line.type !== 'line') {
      asked = yield line
      continue
    }
    if (line.text.trim() === '') continue
    const at = `line ${line.number}`
    const record = recordIn(line.text)
    if (record === null) {
      yield fault(at, 'expected a record in JSON; the line is left out', line.text)
      continue
    }
    if (record.type === 'measured' && typeof record.series === 'string') {
      if (typeof record.run === 'string' && record.run !== run) yield { type: 'turn', run: (run = record.run) }
      yield exported(record.series, record, at)
    } else if (record.type === 'noted') yield { type: 'left', what: 'notes' }
    else yield* pointsOf(record, options, at)
  }
}

function recordIn(text: string): Record<string, unknown> | null {
  try {
    const value = parseLenient(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** As `export` and `train --json` write a measurement. */
function exported(series: string, { step, value, values }: Record<string, unknown>, at: string): Row {
  const number = stepFrom(step)
  if (number === null) return noStep(at, 'line', step)
  return rowOfValue(series, value ?? values, number, null)
}

function* pointsOf(record: Record<string, unknown>, { step }: TableOptions, at: string): Generator<Row> {
  const entries: [string, unknown][] = []
  for (const entry of flat(record)) {
    if (entries.length < BOUNDS.series) entries.push(entry)
    else {
      yield fault(at, `expected at most ${BOUNDS.series} keys in a line; those behind them are left out`)
      break
    }
  }
  const names = entries.map(([name]) => name)
  const column = step ?? stepColumn(names)
  const told = column === null ? undefined : entries.find(([name]) => name === column)?.[1]
  if (told === undefined) {
    const under = column === null ? 'step or the like; name its key with --step' : `'${column}'`
    return void (yield fault(at, `expected a step under ${under}; the line is left out`, names.join(', ')))
  }
  const number = stepFrom(told)
  if (number === null) return void (yield noStep(at, 'line', told))
  const clock = timeColumn(names)
  const time = clock === null ? null : timeFrom(entries.find(([name]) => name === clock)?.[1])
  for (const [name, value] of entries)
    if (name !== column && name !== clock) yield rowOfValue(name, value, number, time)
}
