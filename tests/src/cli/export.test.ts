import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportCommand } from '#src/cli/commands/export.ts'
import { linesOfRun } from '#src/cli/exported.ts'
import { openStore } from '#src/store/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../store/reports.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')

beforeAll(async () => {
  const store = await openStore(data)
  for (const [i, id] of ['a', 'b', 'odd-1'].entries())
    await keep(
      store,
      enveloped(id, 0, [
        { type: 'started', run: { ...runOf(id, 1_000 + i), seed: i }, probes: [], detectors: [] },
        { type: 'declared', series: declaration('loss') },
        { type: 'declared', series: { ...declaration('spectrum'), kind: 'spectrum' } },
        measuredReport(scalarColumn('loss', [0, 1], [i, NaN]), {
          ...{ series: 'spectrum', steps: Float64Array.of(1), values: Float64Array.of(3, i) },
          lengths: Uint32Array.of(2),
        }),
        { type: 'noted', note: { id: 'n', from: 1, to: 1, text: `of ${id}` } },
      ]),
    )
  await store.close()
})
afterAll(() => folder[Symbol.dispose]())

async function exported(...args: string[]): Promise<string> {
  const output = join(folder.path, 'out')
  await exportCommand()
    .exitOverride()
    .parseAsync(['node', 'export', '--data', data, '-o', output, ...args])
  return readFileSync(output, 'utf8')
}

describe('many runs', () => {
  test('are one table, each row with its run, the oldest first', async () => {
    expect(await exported('--where', 'seed > 0')).toBe(
      [
        ...['run,series,step,index,value', 'b,loss,0,,1', 'b,loss,1,,NaN', 'b,spectrum,1,0,3', 'b,spectrum,1,1,1'],
        ...['odd-1,loss,0,,2', 'odd-1,loss,1,,NaN', 'odd-1,spectrum,1,0,3', 'odd-1,spectrum,1,1,2', ''],
      ].join('\n'),
    )
    expect(await exported('b', 'a', '--series', 'loss')).toBe(
      ['run,series,step,index,value', 'b,loss,0,,1', 'b,loss,1,,NaN', 'a,loss,0,,0', 'a,loss,1,,NaN', ''].join('\n'),
    )
  })

  test('are lines of JSON that say whose they are, with the notes', async () => {
    const lines = (await exported('a', 'b', '--series', 'loss', '--format', 'ndjson')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...['a', 'b'].flatMap((run, i) => [
        { type: 'measured', run, series: 'loss', step: 0, value: i },
        { type: 'measured', run, series: 'loss', step: 1, value: 'NaN' },
      ]),
      ...['a', 'b'].map((run) => ({ type: 'noted', run, note: { id: 'n', from: 1, to: 1, text: `of ${run}` } })),
    ])
    expect(await exported('a', 'odd', '--notes')).toBe(
      ['run,from,to,text,id', 'a,1,1,of a,n', 'odd-1,1,1,of odd-1,n', ''].join('\n'),
    )
  })

  test('that an expression finds are a table also where it finds one', async () => {
    expect(await exported('--where', 'seed = 0', '--series', 'loss')).toBe(
      'run,series,step,index,value\na,loss,0,,0\na,loss,1,,NaN\n',
    )
  })
})

test.each(['csv', 'ndjson'] as const)('one run that is named is written as its own lines, as %s', async (format) => {
  const store = await openStore(data)
  const lines = await Array.fromAsync(linesOfRun(store, 'a', format, { series: '**', notes: false }))
  await store.close()
  expect(await exported('a', '--format', format)).toBe([...lines, ''].join('\n'))
  expect(lines.some((line) => line.includes('"run"') || line.startsWith('run,'))).toBe(false)
})

test.each([
  [[], /expected a run, or --where/],
  [['a', '--where', 'seed = 0'], /leave out those that are named/],
  [['--where', 'seed = 9'], /no run is so/],
  [['a', '--format', 'parquet', '--notes'], /expected --format csv or ndjson/],
  [['a', 'b', '--series', 'los'], /los/],
])('%j is refused with what to do', async (args, why) => {
  await expect(exported(...args)).rejects.toThrow(why)
})
