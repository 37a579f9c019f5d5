import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { start, temporaryFolder } from '../../../phasescope.ts'
import { served } from '../../../served.ts'
import { LOGS } from '../../../trainer/sources/rows.ts'
import { following, imported, pointsOf, runsIn } from './imported.ts'

const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 120_000, interval: 20 })
const EVENTS = readFileSync(join(LOGS, 'tensorboardx', 'events.out.tfevents.1796032446.vm'))

describe('phasescope import --follow', () => {
  it('brings a hub what is written as it is written, new runs too, ends a run whose log says so, and ends when it is asked to', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    await using hub = await served(data.path)
    const command = start(['import', logs.path, '--follow', '--data', data.path])
    await until(() => command.stderr().includes('Following'))
    const stored = async (prefix: string, series: string) => {
      const run = (await hub.runs()).find(({ run }) => run.id.startsWith(prefix))?.run.id
      if (run === undefined) return []
      return (await hub.points(run, series)).values ?? []
    }

    const csv = join(logs.path, 'one.csv')
    writeFileSync(csv, 'step,loss\n0,4\n1,3')
    await until(async () => (await stored('one-', 'loss')).length === 1) // the line of step 1 is not ended
    appendFileSync(csv, '.5\n2,')
    await until(async () => (await stored('one-', 'loss')).length === 2)
    expect(await stored('one-', 'loss')).toEqual([4, 3.5])
    expect((await hub.runs())[0]).toMatchObject({ status: 'running', run: { client: { name: 'import' }, seed: null } })

    // A second run, whose file is cut in the middle of a record.
    mkdirSync(join(logs.path, 'two'))
    writeFileSync(join(logs.path, 'two', 'events.out.tfevents.1'), EVENTS.subarray(0, 500))
    await until(async () => (await stored('two-', 'loss')).length > 0)
    const before = (await stored('two-', 'loss')).length
    appendFileSync(join(logs.path, 'two', 'events.out.tfevents.1'), EVENTS.subarray(500))
    await until(async () => (await stored('two-', 'loss')).length === 20)
    expect(before).toBeLessThan(20)

    // Written anew with more rows, as pandas does it: the same run, and what it has comes once.
    writeFileSync(`${csv}.part`, 'step,loss\n0,4\n1,3.5\n2,3\n3,2.5\n')
    renameSync(`${csv}.part`, csv)
    await until(async () => (await stored('one-', 'loss')).length === 4)
    expect(await stored('one-', 'loss')).toEqual([4, 3.5, 3, 2.5])

    // Another training in its place is another run.
    writeFileSync(`${csv}.part`, 'step,loss\n0,9\n1,8\n')
    renameSync(`${csv}.part`, csv)
    await hub.atLeast(3)
    await until(async () => (await stored('one-', 'loss')).join() === '9,8')

    command.child.kill('SIGINT')
    expect((await command.ended).code).toBe(0)
    expect(command.stderr()).not.toContain('phasescope:')
    expect((await hub.runs()).map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped'])
    const again = await imported(data.path, [logs.path])
    expect(again).toMatchObject({ runs: [{ added: 0 }, { added: 0 }], faults: [] })

    // A log that says that its run has ended.
    cpSync(join(LOGS, 'wandb'), join(logs.path, 'wandb'), { recursive: true })
    const follower = following(data.path, [join(logs.path, 'wandb')])
    const first = async () => (await hub.runs()).find(({ run }) => run.name === 'first')
    await until(async () => (await first())?.status === 'completed')
    expect(await first()).toMatchObject({ step: 40 })
    await follower.end()
  })

  it('loses and doubles nothing when the hub, and then the import, are killed', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    const csv = join(logs.path, 'run.csv')
    const row = (step: number) => `${step},${step}\n`
    writeFileSync(csv, `step,x\n${row(0)}`)
    const first = await served(data.path)
    const port = new URL(first.url).port
    const command = start(['import', csv, '--follow', '--data', data.path])
    const run = await first.firstRun()
    await until(async () => (await first.points(run, 'x')).values?.length === 1)
    await first.kill()
    appendFileSync(csv, row(1))
    await using second = await served(data.path, { port })
    await until(async () => (await second.points(run, 'x')).values?.length === 2)
    command.child.kill('SIGKILL')
    await command.ended
    appendFileSync(csv, row(2))
    expect(await imported(data.path, [csv])).toMatchObject({ runs: [{ run, added: 1, known: 2 }] })
    expect((await second.points(run, 'x')).values).toEqual([0, 1, 2])
    expect((await second.runs())[0]).toMatchObject({ status: 'completed', step: 2 })
  })

  it('keeps the last rows of a log that is rotated, and takes one that is cut and goes on otherwise for another', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    const csv = join(logs.path, 'log.csv')
    writeFileSync(csv, 'step,loss\n0,4\n1,3\n')
    const follower = following(data.path, [logs.path])
    const stored = async () => {
      const runs = (await runsIn(data.path)).toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1))
      const points = await Promise.all(runs.map(({ run }) => pointsOf(data.path, run.id, 'loss')))
      return points.map((list) => list.map(([, value]) => value).join()).sort()
    }
    const are = (...expected: string[]) => until(async () => (await stored()).join('|') === expected.join('|'))
    await are('4,3')
    // Between two looks: a last row, and another file in its place.
    appendFileSync(csv, '2,2\n')
    renameSync(csv, `${csv}.1`)
    writeFileSync(csv, 'step,loss\n0,8\n1,7\n2,6\n')
    await are('4,3,2', '8,7,6')
    truncateSync(csv, 'step,loss\n0,8\n1,7\n'.length)
    appendFileSync(csv, '9')
    await follower.end()
    const again = following(data.path, [logs.path])
    appendFileSync(csv, ',5\n10,4\n')
    await are('4,3,2', '8,7,5,4', '8,7,6')
    await again.end()
    expect(follower.said.filter((line) => line.startsWith('phasescope:'))).toEqual([])
  })

  it('reads a project of Trackio that a training opens, writes and closes line by line, as Trackio does', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    const project = join(logs.path, 'demo.db')
    cpSync(join(LOGS, 'trackio', 'demo.db'), project)
    const follower = following(data.path, [logs.path])
    const slow = async () => (await runsIn(data.path)).find(({ run }) => run.name === 'slow')
    const losses = async () => {
      const run = (await slow())?.run.id
      return run === undefined ? [] : await pointsOf(data.path, run, 'loss')
    }
    await until(async () => (await losses()).length === 10)
    // Whoever closes such a file last clears away what was written beside it, unless somebody reads.
    const writing = `
      import { DatabaseSync } from 'node:sqlite'
      for (let step = 10; step < 210; step++) {
        const db = new DatabaseSync(process.argv[1], { timeout: 60_000 })
        db.exec('pragma journal_mode = wal')
        const { run_id } = db.prepare("select run_id from metrics where run_name = 'slow'").get()
        db.prepare('insert into metrics (run_id, timestamp, run_name, step, metrics) values (?, ?, ?, ?, ?)')
          .run(run_id, '2026-01-01T00:00:00Z', 'slow', step, JSON.stringify({ loss: step }))
        db.close()
      }`
    execFile(process.execPath, ['--input-type=module', '-e', writing, project])
    await until(async () => (await losses()).length >= 210)
    await follower.end()
    expect((await losses()).slice(10)).toEqual(Array.from({ length: 200 }, (_, i) => [10 + i, 10 + i]))
    expect(follower.said.filter((line) => line.startsWith('phasescope:'))).toEqual([])
  })
})
