import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { Subject } from 'rxjs'
import { expect, it } from 'vitest'
import type { Envelope, Report } from '#src/vocabulary/index.ts'
import { writerSecret } from '#src/cli/writer-secret.ts'
import { loadLink } from '#trainer/link/index.ts'
import { start, temporaryFolder } from '../../../phasescope.ts'
import { served, type Served } from '../../../served.ts'
import { idOfFolder } from '#src/cli/observe/own-run.ts'
import { observed, stored, writeStep } from './snapshot-files.ts'

/** A run that another framework trains and a folder of its snapshots: two writers of one run, at a hub. */

const RUN = 'foreign-1'

/** A run that somebody else's training reports, as far as that matters here. */
async function foreignRun(hub: Served, data: string): Promise<AsyncDisposable> {
  const { link } = await loadLink()
  const envelope$ = new Subject<Envelope>()
  const settings = { hub: hub.url, folder: data, token: async () => hub.token, secret: () => writerSecret(data, RUN, 'trainer'), accepts: [] } // prettier-ignore
  const linked = link(envelope$, { ...settings, say: () => {} }).subscribe()
  const backend = { name: 'torch', version: '2', obtained: 'the training script', device: 'cpu', threads: 1 }
  const run = { id: RUN, name: RUN, experiment: 'mine', parameters: {}, seed: null, steps: 0, startedAt: 0, backend, host: 'here', version: '0', client: { name: 'python', version: '0', framework: 'torch 2' } } // prettier-ignore
  const reports: Report[] = [{ type: 'started', run, probes: [], detectors: [] }]
  reports.forEach((report, seq) => envelope$.next({ run: RUN, seq, at: 0, report }))
  await hub.live(RUN)
  return {
    [Symbol.asyncDispose]: async () => {
      linked.unsubscribe()
      await Promise.resolve()
    },
  }
}

async function untilPoints(hub: Served, series: string, count: number, run = RUN): Promise<number[]> {
  for (;;) {
    const { steps } = await hub.points(run, series)
    if (steps !== undefined && steps.length >= count) return steps
    await after(20)
  }
}

it('is measured as it comes by a second writer, and obeys what the page attaches, on the past too', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  await using hub = await served(data)
  await using trained = await foreignRun(hub, data)
  expect(trained).toBeDefined()
  writeStep(place, 0)
  writeFileSync(join(place, 'run.json'), JSON.stringify({ run: RUN, hub: hub.url, data }))
  const running = start(['observe', place, '--probe', 'weight-norm'])
  expect(await untilPoints(hub, 'weight-norm/total', 1)).toEqual([0])
  writeStep(place, 1)
  expect(await untilPoints(hub, 'weight-norm/total', 2)).toEqual([0, 1])
  writeFileSync(join(place, 'asked.json'), JSON.stringify([{ probe: 'stable-rank', cadence: { kind: 'every', steps: 1 }, options: {} }])) // prettier-ignore
  expect(await untilPoints(hub, 'stable-rank/0.weight', 2)).toEqual([0, 1])
  writeFileSync(join(place, 'asked.json'), '[]')
  writeStep(place, 2)
  expect(await untilPoints(hub, 'weight-norm/total', 3)).toEqual([0, 1, 2])
  expect(await untilPoints(hub, 'stable-rank/0.weight', 2)).toEqual([0, 1])
  const { facts } = await hub.view(RUN)
  const offered = facts.flatMap(({ report, writer }) => (report.type === 'offered' ? [[report.probe.id, writer]] : []))
  expect(offered).toContainEqual(['sharpness', 'observe'])
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})

it('obeys the page itself where nobody else reports the run', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  const run = idOfFolder(place)
  await using hub = await served(data)
  for (const step of [0, 1]) writeStep(place, step)
  const running = start(['observe', place, '--data', data, '--probe', 'weight-norm'])
  await hub.live(run)
  await untilPoints(hub, 'weight-norm/total', 2, run)
  expect((await hub.command(run, { type: 'attach', probe: 'stable-rank' })).ok).toBe(true)
  expect(await untilPoints(hub, 'stable-rank/0.weight', 2, run)).toEqual([0, 1])
  expect((await hub.command(run, { type: 'detach', probe: 'stable-rank' })).ok).toBe(true)
  const unknown = await hub.command(run, { type: 'detach', probe: 'stable-rank' })
  expect(unknown.ok).toBe(false)
  const { facts } = await hub.view(run)
  const told = facts.flatMap(({ report }) => (/tached$/.test(report.type) ? [report.type] : []))
  expect(told).toEqual(['attached', 'attached', 'detached'])
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})

it('whose own folder is removed reads back from the hub what it has said, and says no point twice', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  const run = idOfFolder(place)
  await using hub = await served(data)
  for (const step of [0, 1]) writeStep(place, step)
  const args = ['--probe', 'weight-norm', '--probe', 'singular-values', '--probe', 'path-length']
  expect((await observed(place, data, ...args)).code).toBe(0)
  rmSync(join(place, '.observe'), { recursive: true })
  writeStep(place, 2)
  const { code, stdout, stderr } = await observed(place, data, ...args)
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: expect.stringMatching(/^Step 2: 3 probes/m) })
  expect(stdout).not.toMatch(/^Step [01]/m)
  expect(stderr).toMatch(/is read back/)
  for (const series of ['weight-norm/total', 'singular-values/0.weight'])
    expect((await hub.points(run, series)).steps, series).toEqual([0, 1, 2])
})

it('killed and begun again has measured each snapshot once, to the same values', async () => {
  using folder = temporaryFolder()
  const [place, data] = [join(folder.path, 'net'), join(folder.path, 'data')]
  const [plain, elsewhere] = [join(folder.path, 'plain'), join(folder.path, 'elsewhere')]
  for (const step of [0, 1, 2, 3]) for (const where of [place, plain]) writeStep(where, step)
  const probes = ['weight-norm', 'path-length', 'train-loss', 'update-to-weight-ratio', 'early-warning', 'sharpness']
  const args = probes.flatMap((id) => ['--probe', id])
  await using hub = await served(data)
  await using trained = await foreignRun(hub, data)
  expect(trained).toBeDefined()
  writeFileSync(join(place, 'run.json'), JSON.stringify({ run: RUN, hub: hub.url, data }))
  const first = start(['observe', place, '--json', ...args])
  await first.says(/"type":"measured","step":1/)
  first.child.kill('SIGKILL')
  await first.ended
  const second = await observed(place, data, '--json', ...args)
  expect(second.code, second.stderr).toBe(0)
  expect(second.stdout).not.toMatch(/"type":"measured","step":0/)
  await observed(plain, elsewhere, ...args)
  await hub.end()
  const once = await stored(elsewhere, 'plain')
  expect(once.length).toBeGreaterThan(40)
  expect((await stored(data, RUN)).sort()).toEqual(once.sort())
})
