import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { exportCommand } from '#src/cli/commands/export.ts'
import { importCommand } from '#src/cli/commands/import.ts'
import { phasescope, temporaryFolder } from '../../../phasescope.ts'
import { bits, LOGS } from '../../../trainer/sources/rows.ts'
import { imported, pointsOf } from './imported.ts'

async function declared(data: string, run: string) {
  const store = await openStore(data)
  try {
    return await store.summary(run)
  } finally {
    await store.close()
  }
}

describe('phasescope import', () => {
  it('takes every point of every kind of log, and each once, however often it is asked', async () => {
    using data = temporaryFolder()
    const first = await imported(data.path, [LOGS])
    expect(first.runs).toHaveLength(13)
    expect(first.runs.every(({ wasKnown, known }) => !wasKnown && known === 0)).toBe(true)
    const again = await imported(data.path, [LOGS])
    expect(again.runs.every(({ wasKnown, added }) => wasKnown && added === 0)).toBe(true)
    expect(again.runs.map(({ known }) => known)).toEqual(first.runs.map(({ added }) => added))

    const told = JSON.parse(readFileSync(join(LOGS, '..', 'logs.json'), 'utf8')) as Record<
      string,
      Record<string, { steps: number[]; values?: string[] }>
    >
    for (const [folder, series] of Object.entries(told)) {
      const { run } = first.runs.find(({ path }) => path === join(LOGS, folder))!
      for (const [tag, { steps, values }] of Object.entries(series)) {
        if (values === undefined) continue
        // A store keeps points in the order of their steps; those of one step in the order in which they came.
        const expected = steps.map((step, i): [number, string] => [step, values[i]!]).sort(([a], [b]) => a - b)
        expect((await pointsOf(data.path, run, tag)).map(([step, value]) => [step, bits(value)])).toEqual(expected)
      }
    }
  })

  it('says of a run of wandb all that its file says', async () => {
    using data = temporaryFolder()
    const { runs } = await imported(data.path, [join(LOGS, 'wandb')])
    const { run, status, tags, note, step } = await declared(data.path, runs[0]!.run)
    expect(run).toMatchObject({
      name: 'first',
      experiment: 'demo',
      group: 'decay',
      host: 'machine',
      seed: 3,
      client: { name: 'import' },
      parameters: { lr: 0.1, 'optimizer/name': 'adam', 'optimizer/betas': '[0.9,0.999]', flag: 'true', later: 5 },
      summary: { best: 0.5 },
    })
    expect({ status, tags, note, step }).toEqual({
      status: 'completed',
      tags: ['paper'],
      note: 'A first try',
      step: 40,
    })
  })

  it('takes of a log that has grown only what is new, and goes on where it was killed', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    const file = join(logs.path, 'run.csv')
    writeFileSync(file, 'step,loss\n0,4\n1,3\n1,2.5\n')
    const [one] = (await imported(data.path, [file], { name: 'Mine', project: 'Ours' })).runs
    expect(one).toMatchObject({ added: 3, known: 0 })
    appendFileSync(file, '2,2\n1,9\n')
    expect((await imported(data.path, [file])).runs).toMatchObject([{ run: one!.run, added: 2, known: 3 }])
    expect(await pointsOf(data.path, one!.run, 'loss')).toEqual([
      [0, 4],
      [1, 3],
      [1, 2.5],
      [1, 9],
      [2, 2],
    ])
    expect((await declared(data.path, one!.run)).run).toMatchObject({ name: 'Mine', experiment: 'Ours' })
    // A second training that begins alike is another run, and so is a third.
    const known = [one!.run]
    for (const value of [8, 9]) {
      writeFileSync(file, `step,loss\n0,4\n1,${value}\n1,2.5\n2,2\n`)
      const [again] = (await imported(data.path, [file])).runs
      expect(again).toMatchObject({ added: 4, known: 0 })
      expect(known).not.toContain(again!.run)
      known.push(again!.run)
      expect((await imported(data.path, [file])).runs).toMatchObject([{ run: again!.run, added: 0, known: 4 }])
      expect(await pointsOf(data.path, again!.run, 'loss')).toContainEqual([1, value])
    }
    // Another file in its place is another run.
    writeFileSync(`${file}.new`, 'step,loss\n0,7\n')
    renameSync(`${file}.new`, file)
    const [other] = (await imported(data.path, [file])).runs
    expect(other).toMatchObject({ added: 1, known: 0 })
    expect(other!.run).not.toBe(one!.run)
  })

  it('says what is wrong with path and place, keeps the rest, and takes nothing where it is only tried', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    mkdirSync(join(logs.path, 'tb'))
    const event = readFileSync(join(LOGS, 'torch', 'events.out.tfevents.1796032550.vm.15973.0'))
    event[200]! ^= 1
    writeFileSync(join(logs.path, 'tb', 'events.out.tfevents.1'), event.subarray(0, -3))
    writeFileSync(join(logs.path, 'none.csv'), 'a,b\n1,2\n3,4\n')
    writeFileSync(join(logs.path, 'odd.csv'), `step,${'x'.repeat(300)},bell\u0007\n0,1,2\n-1,1,2\n1e300,1,2\n`)
    cpSync(join(LOGS, 'tensorboardx'), join(logs.path, 'same'), { recursive: true })
    cpSync(join(LOGS, 'tensorboardx'), join(logs.path, 'copy'), { recursive: true })
    const tried = await imported(data.path, [logs.path], { dryRun: true })
    const done = await imported(data.path, [logs.path])
    expect(done.faults).toEqual(tried.faults)
    expect(done.runs.map(({ run, added }) => [run, added])).toEqual(tried.runs.map(({ run, added }) => [run, added]))
    const faults = done.faults.map(({ path, at, why }) => `${path.slice(logs.path.length + 1)}, ${at}: ${why}`)
    expect(faults).toContain(
      'none.csv, line 1: expected a column of steps, called step or the like; name it with --step; nothing of the file is taken',
    )
    expect(faults).toContain('odd.csv, line 3: expected a step, a whole number from 0; the row is left out')
    expect(done.faults.find(({ why }) => why.startsWith('expected a step,'))!.count).toBe(2)
    expect(
      faults.filter((fault) =>
        /^tb, events.out.tfevents.1, byte \d+: (the checksum of a|expected the length of a) record/.test(fault),
      ),
    ).toHaveLength(1)
    expect(
      faults.filter((fault) => /^tb, events.out.tfevents.1, byte \d+: the file ends within a record/.test(fault)),
    ).toHaveLength(1)
    expect(faults.filter((fault) => fault.includes('it is a copy of'))).toHaveLength(1)
    const odd = done.runs.find(({ path }) => path.endsWith('odd.csv'))!
    const store = await openStore(data.path)
    expect((await store.series(odd.run)).map(({ name }) => name.replace(/[0-9a-f]{8}$/, '…'))).toEqual([
      `${'x'.repeat(246)}~…`,
      'bell\uFFFD~…',
    ])
    await store.close()
  })

  it('asks for what it cannot know', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    const nothing = await phasescope(['import', logs.path, '--data', data.path])
    expect([nothing.code, nothing.stderr]).toEqual([2, `phasescope: Nothing to import in '${logs.path}'\n`])
    await expect(imported(data.path, [LOGS], { name: 'x' })).rejects.toThrow(
      '--name: expected one run to call so, found 13; import them one by one',
    )
    const odd = importCommand().exitOverride().parseAsync(['node', 'import', LOGS, '--data', data.path, '--follow', '--dry-run']) // prettier-ignore
    await expect(odd).rejects.toThrow('--dry-run: reads once; leave out --follow')
  })

  it('says what it took, or tells a program', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    writeFileSync(join(logs.path, 'run.csv'), 'step,loss\n0,4\n1,x\n')
    const said = await phasescope(['import', logs.path, '--data', data.path])
    expect(said.code).toBe(0)
    expect(said.stdout).toMatch(/^run-[0-9a-f]{8}: 1 points of 1 series, from .*run\.csv\n$/)
    expect(said.stderr).toContain(`run.csv, line 3: expected a number in column 'loss'; the cell is left out, got 'x'`)
    const told = await phasescope(['import', logs.path, '--data', data.path, '--json'])
    expect(JSON.parse(told.stdout)).toMatchObject({
      runs: [{ format: 'csv', wasKnown: true, added: 0, known: 1, series: 1 }],
      faults: [{ at: 'line 3', got: 'x', count: 1 }],
      leftOut: {},
    })
  })

  it('takes what export wrote, run by run', async () => {
    using data = temporaryFolder()
    using other = temporaryFolder()
    const logs = (await imported(data.path, [join(LOGS, 'torch'), join(LOGS, 'tensorboardx')])).runs
    for (const format of ['csv', 'ndjson', 'parquet']) {
      const file = join(other.path, `all.${format}`)
      await exportCommand().parseAsync(['node', 'export', '--where', 'client = "import"', '--format', format, '-o', file, '--data', data.path]) // prettier-ignore
      const { runs, faults } = await imported(join(other.path, format), [file])
      expect(faults).toEqual([])
      expect(runs.map(({ added }) => added).sort()).toEqual(logs.map(({ added }) => added).sort())
      const torch = runs.find(({ run }) => run.startsWith('torch-') && !run.includes('hparams'))!
      const original = logs.find(({ path }) => path === join(LOGS, 'torch'))!
      // These formats, or what writes them, have no −0.
      const told = ([step, value]: [number, number]) => [step, value + 0]
      for (const series of ['odd', 'train/loss']) {
        const before = await pointsOf(data.path, original.run, series)
        expect((await pointsOf(join(other.path, format), torch.run, series)).map(told)).toEqual(before.map(told))
      }
    }
  })
})
