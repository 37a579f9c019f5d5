import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { idOfFolder } from '#src/cli/observe/own-run.ts'
import { freePort, start, temporaryFolder } from '../../../phasescope.ts'
import { served } from '../../../served.ts'
import { observed, stored, writeStep } from './snapshot-files.ts'

/** However observing ends, it ends: nothing that was opened for it keeps the process alive, and what was measured is kept. */

/** What it says to a person, as soon as it does. */
async function untilItSays(running: ReturnType<typeof start>, pattern: RegExp): Promise<void> {
  while (!pattern.test(running.stderr())) {
    if (running.child.exitCode !== null) throw new Error(`It ended: ${running.stderr()}`)
    await after(20)
  }
}

describe('what is typed wrong', () => {
  it.each([
    ['a pattern that no probe matches', ['--probe', 'hessain-*'], /no probe matches 'hessain-\*'/],
    ['a cadence that is none', ['--probe', 'weight-norm@often'], /--probe: expected an id, id@N/],
    ['a first network that is not there', ['--initial', '/nowhere/first.npz'], /\/nowhere\/first\.npz/],
    ['a second network that is not there', ['--with', '/nowhere/second.npz'], /\/nowhere\/second\.npz/],
  ])('%s ends it before it joins the run', async (_what, args, why) => {
    using folder = temporaryFolder()
    const place = join(folder.path, 'net')
    writeStep(place, 0)
    writeFileSync(join(place, 'run.json'), JSON.stringify({ run: 'r', data: join(folder.path, 'data') }))
    const { code, stderr } = await start(['observe', place, ...args]).ended
    expect(stderr).toMatch(why)
    expect(stderr).not.toMatch(/Observing|--debug/)
    expect(code).not.toBe(0)
    expect(existsSync(join(place, '.observe'))).toBe(false)
  })
})

it('takes patterns as a training does, as far as the snapshots serve them', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  writeStep(place, 0)
  const { code, stderr } = await observed(place, data, '--probe', 'weight-*', '--probe', 'attention-*')
  expect(code, stderr).toBe(0)
  const series = (await stored(data, idOfFolder(place))).map((line) => line.split(/[,/]/)[0])
  expect(new Set(series)).toContain('weight-norm')
  expect([...new Set(series)].every((name) => name!.startsWith('weight-'))).toBe(true)
})

it('asked to end between two probes does not measure the others', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  writeStep(place, 0)
  const all = start(['observe', place, '--data', data, '--probe', 'all'])
  await all.says(/serve/)
  all.child.kill('SIGTERM')
  const { code, stdout } = await all.ended
  expect(code).toBe(0)
  const measured = /^Step 0: (\d+) probes/m.exec(stdout)
  expect(Number(measured?.[1] ?? 0)).toBeLessThan(60)
})

it('asked to end while the hub is gone ends, and delivers when it begins again', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  const run = idOfFolder(place)
  const port = await freePort()
  const first = await served(data, { port })
  writeStep(place, 0)
  const args = ['observe', place, '--hub', first.url, '--data', data, '--probe', 'weight-norm']
  const running = start(args)
  await running.says(/^Step 0/m)
  await first.kill()
  await untilItSays(running, /hub/i)
  writeStep(place, 1)
  await running.says(/^Step 1/m)
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
  await using again = await served(data, { port })
  expect((await start([...args, '--once']).ended).code).toBe(0)
  expect((await again.points(run, 'weight-norm/total')).steps).toEqual([0, 1])
})
