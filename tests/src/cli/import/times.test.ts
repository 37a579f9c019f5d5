import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cellText } from '#dashboard/table/cell.ts'
import { columnOf } from '#dashboard/table/columns.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { imported, runsIn } from './imported.ts'

const WRITTEN = 1_700_000_000_000

it('ends no run before it begins, and says no pace where its log has no times', async () => {
  using data = temporaryFolder()
  using logs = temporaryFolder()
  const tables = {
    'plain.csv': 'step,loss\n0,4\n100,3\n',
    'pandas.csv': ',step,loss\n0,0,4\n1,100,3\n',
    'lines.jsonl': '{"step":0,"loss":4}\n{"step":100,"loss":3}\n',
    'timed.csv': `step,loss,timestamp\n0,4,${WRITTEN / 1000 - 60}\n100,3,${WRITTEN / 1000 - 50}\n`,
  }
  for (const [name, text] of Object.entries(tables)) {
    writeFileSync(join(logs.path, name), text)
    utimesSync(join(logs.path, name), WRITTEN / 1000, WRITTEN / 1000)
  }
  await imported(data.path, [logs.path])
  const told = (await runsIn(data.path)).map((summary) => {
    const cell = (id: string) => cellText(columnOf(id), summary, null, WRITTEN)
    return [summary.run.name, summary.run.startedAt, summary.endedAt, cell('ms-per-step'), cell('duration')]
  })
  expect(told.sort()).toEqual([
    ['lines', WRITTEN, WRITTEN, '–', '–'],
    ['pandas', WRITTEN, WRITTEN, '–', '–'],
    ['plain', WRITTEN, WRITTEN, '–', '–'],
    ['timed', WRITTEN - 60_000, WRITTEN - 50_000, '100.0 ms', '10 s'],
  ])
})
