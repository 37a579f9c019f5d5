import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runsCommand } from '#src/cli/commands/runs.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { openStore } from '#src/store/index.ts'
import type { Label, Report } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { enveloped } from '../store/reports.ts'
import { reportsOf } from '../store/studied.ts'

/** Four runs, the newest first `run-3`: two of a weight decay each, the later two of which grokked. */
const data = temporaryFolder()

beforeAll(async () => {
  const store = await openStore(data.path)
  for (const [i, weightDecay] of [0, 0, 1, 1].entries()) {
    const id = `run-${i}`
    const series = { loss: { steps: [0, 1, 2], values: [8 - i, 4 - i, i === 3 ? NaN : 2 - i] } }
    const marks: Record<string, number> = weightDecay === 0 ? {} : { grokked: 1 + i }
    const said = reportsOf({ id, parameters: { weightDecay }, seed: i, series, marks, startedAt: 1000 + i })
    const ended: Report = { type: 'ended', how: 'completed', step: 2, msPerStep: 1, weights: 'sha256:0', why: null }
    await keep(store, [...said, ...enveloped(id, said.length, [ended, { type: 'labeled', ...LABELS[i] }])])
  }
  await store.close()
})
afterAll(() => data[Symbol.dispose]())

const LABELS: readonly Label[] = [{ archived: true }, { tags: ['paper'] }, { tags: ['paper', 'wide'] }, {}]

/** What `phasescope runs` prints, on stdout and on stderr. */
async function runs(...args: string[]): Promise<{ out: string; err: string }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    await runsCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync(['--data', data.path, ...args], { from: 'user' })
    return { out: log.mock.calls.flat().join('\n'), err: write.mock.calls.map(([text]) => String(text)).join('') }
  } finally {
    log.mockRestore()
    write.mockRestore()
  }
}
/** The ids of the runs that are listed, in order. */
const ids = async (...args: string[]) =>
  (JSON.parse((await runs('--json', ...args)).out) as { run: { id: string } }[]).map(({ run }) => run.id)

describe('phasescope runs', () => {
  test.each([
    ['all that are not archived, the newest first', [], ['run-3', 'run-2', 'run-1']],
    ['a condition', ['--where', 'weightDecay > 0 and last("loss") < 1'], ['run-2']],
    ['a tag', ['--tag', 'paper'], ['run-2', 'run-1']],
    ['a regular expression of names', ['--regex', '-[13]$'], ['run-3', 'run-1']],
    ['archived ones', ['--archived'], ['run-0']],
    ['a group that has no members', ['--group', 'decay'], []],
    ['two of these at once', ['--tag', 'paper', '--where', 'weightDecay = 0'], ['run-1']],
    ['an order', ['--sort', 'first("loss")'], ['run-1', 'run-2', 'run-3']],
    ['the order turned round', ['--sort', 'first("loss")', '--ascending'], ['run-3', 'run-2', 'run-1']],
    ['an order by what not all have, these first', ['--sort', 'onset("grokked")'], ['run-3', 'run-2', 'run-1']],
  ])('by %s', async (_what, args, expected) => {
    expect(await ids(...args)).toEqual(expected)
  })

  test('prints the values that are asked for as a table, as CSV to the last digit, and as JSON where NaN is no text', async () => {
    const columns = ['--columns', 'weightDecay, onset("grokked"), last("loss") / 3']
    const { out } = await runs(...columns)
    expect(out.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['run', 'status', 'weightDecay', 'onset("grokked")', 'last("loss") / 3', 'name'],
      ['run-3', 'completed', '1', '4', 'NaN', 'run-3'],
      ['run-2', 'completed', '1', '3', '0', 'run-2'],
      ['run-1', 'completed', '0', '0.3333333333333333', 'run-1'],
    ])
    expect((await runs('--csv', ...columns)).out.split('\n')).toEqual([
      'run,name,experiment,seed,status,step,weightDecay,"onset(""grokked"")","last(""loss"") / 3"',
      'run-3,run-3,modular-addition,3,completed,4,1,4,NaN',
      'run-2,run-2,modular-addition,2,completed,3,1,3,0',
      'run-1,run-1,modular-addition,1,completed,2,0,,0.3333333333333333',
    ])
    const listed = JSON.parse((await runs('--json', ...columns)).out) as { values: object }[]
    expect(listed.map(({ values }) => values)).toEqual([
      { weightDecay: 1, 'onset("grokked")': 4, 'last("loss") / 3': ['NaN'] },
      { weightDecay: 1, 'onset("grokked")': 3, 'last("loss") / 3': 0 },
      { weightDecay: 0, 'onset("grokked")': null, 'last("loss") / 3': 1 / 3 },
    ])
  })

  test('says what no run has, what cannot be read, and that nothing is as asked for', async () => {
    expect(await runs('--where', 'weigthDecay > 0')).toEqual({
      out: `No runs in ${data.path} are as asked for`,
      err: expect.stringContaining("did you mean 'weightDecay'") as string,
    })
    await expect(runs('--where', 'last(loss) < 1')).rejects.toThrow(/character 6/)
    await expect(runs('--regex', '(a')).rejects.toThrow(/Unterminated group/)
  })
})

describe('a run that was killed while no hub looked on', () => {
  const killed = 'killed'
  const store = async (id: string) => {
    const open = await openStore(data.path)
    await keep(open, reportsOf({ id, series: { loss: { steps: [0], values: [1] } }, startedAt: 9000 }))
    await open.close()
  }

  test('is found as lost, while one that its trainer holds runs, and one of another machine is as it was', async () => {
    await withRunLock(data.path, killed, () => store(killed))
    await store('elsewhere')
    await withRunLock(data.path, 'trained', async () => {
      await store('trained')
      expect(await ids('--where', 'status = "lost"')).toEqual([killed])
      expect(await ids('--where', 'status = "running"')).toEqual(['trained', 'elsewhere'])
      expect(await ids('--where', 'status != "completed"', '--sort', 'id')).toHaveLength(3)
    })
  })
})
