import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { RunSummary } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { LOGS } from '../../../trainer/sources/rows.ts'
import { following, imported, runsIn } from './imported.ts'

const CURVES = 'events.out.tfevents.1796032550.vm.15973.0'
const SETTINGS = 'events.out.tfevents.1796032550.vm.15973.1'
/** As `add_hparams` of PyTorch calls its folder. */
const CHILD = '1796032550.2763379'

const curvesIn = (folder: string) => cpSync(join(LOGS, 'torch', CURVES), join(folder, CURVES))
const settings = readFileSync(join(LOGS, 'torch', 'hparams', SETTINGS))

function settingsIn(folder: string, name = SETTINGS): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), settings)
}

interface Listed {
  readonly name: string
  readonly parameters: unknown
  readonly summary: unknown
  readonly points: number
}

const listed = (runs: readonly RunSummary[]): Listed[] =>
  runs.map(({ run: { name, parameters, summary }, points }) => ({ name, parameters, summary, points }))

async function importedTwice(logs: string, data: string): Promise<{ runs: Listed[]; why: string[] }> {
  const { faults } = await imported(data, [logs])
  const again = await imported(data, [logs])
  for (const run of again.runs) expect(run).toMatchObject({ added: 0 })
  return { runs: listed(await runsIn(data)), why: faults.map(({ why }) => why) }
}

describe('what add_hparams of PyTorch writes', () => {
  it('is the settings of the run in whose folder it is, and what that run came to', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    curvesIn(join(logs.path, 'seed0'))
    settingsIn(join(logs.path, 'seed0', CHILD))
    const { runs, why } = await importedTwice(logs.path, data.path)
    expect(runs).toMatchObject([{ name: 'seed0', parameters: { lr: 0.1 } }])
    expect(Object.keys(runs[0]!.summary as object)).not.toEqual([])
    expect(why).toEqual([])
    const found = await runsIn(data.path, 'lr > 0.05 and last("train/loss") < 1e9')
    expect(found.map(({ run }) => run.name)).toEqual(['seed0'])
  })

  it('comes to a run that was imported before, though it has no new point', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    curvesIn(join(logs.path, 'seed0'))
    const before = await importedTwice(logs.path, data.path)
    expect(before.runs).toMatchObject([{ parameters: {} }])
    settingsIn(join(logs.path, 'seed0', CHILD))
    const after = await importedTwice(logs.path, data.path)
    expect(after.runs).toMatchObject([{ parameters: { lr: 0.1 }, points: before.runs[0]!.points }])
  })

  it('is runs of their own where there are several, which is said', async () => {
    using data = temporaryFolder()
    using logs = temporaryFolder()
    curvesIn(join(logs.path, 'seed0'))
    settingsIn(join(logs.path, 'seed0', CHILD), 'events.out.tfevents.2')
    settingsIn(join(logs.path, 'seed0', '1796032551.5'), 'events.out.tfevents.3')
    const { runs, why } = await importedTwice(logs.path, data.path)
    expect(runs.map(({ name }) => name).sort()).toEqual(['seed0', `seed0/${CHILD}`, 'seed0/1796032551.5'])
    expect(runs.find(({ name }) => name === 'seed0')).toMatchObject({ parameters: {} })
    expect(why).toEqual([expect.stringContaining('it has 2 folders of settings, as add_hparams makes them')])
  })

  it('comes as well while the log is followed, however little of it is there at first', async () => {
    using data = temporaryFolder()
    using other = temporaryFolder()
    using logs = temporaryFolder()
    curvesIn(join(logs.path, 'seed0'))
    const follower = following(data.path, [logs.path])
    const isThere = async (settings: string) => (await runsIn(data.path, settings)).length > 0
    await vi.waitUntil(() => isThere('experiment != ""'), { timeout: 120_000, interval: 20 })
    const child = join(logs.path, 'seed0', CHILD)
    mkdirSync(child)
    writeFileSync(join(child, SETTINGS), settings.subarray(0, 20))
    appendFileSync(join(child, SETTINGS), settings.subarray(20))
    await vi.waitUntil(() => isThere('lr > 0.05'), { timeout: 120_000, interval: 20 })
    await follower.end()
    const followed = listed(await runsIn(data.path))
    expect(followed.map(({ name }) => name)).toEqual(['seed0'])
    expect(followed).toEqual((await importedTwice(logs.path, other.path)).runs)
  })
})

it('tells of the runs that add_scalars makes', async () => {
  using data = temporaryFolder()
  using logs = temporaryFolder()
  curvesIn(join(logs.path, 'seed0'))
  const child = join(logs.path, 'seed0', 'train_loss_mean')
  mkdirSync(child)
  writeFileSync(join(child, 'events.out.tfevents.1'), readFileSync(join(LOGS, 'torch', CURVES)))
  const { runs, why } = await importedTwice(logs.path, data.path)
  expect(runs).toHaveLength(2)
  expect(why).toEqual(['what add_scalars wrote is a run a curve, as TensorBoard has it: train_loss_mean'])
})
