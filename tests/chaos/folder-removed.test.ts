import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { trainerOf } from '../load/hub-client.ts'
import { startHub } from '../load/hub.ts'
import { temporaryFolder } from '../phasescope.ts'
import { enveloped, startedReport } from '../src/store/reports.ts'
import { reportOf, RUN } from './ten-series.ts'

test('a hub whose data folder is removed acknowledges nothing more, and says on /healthz why', async () => {
  using folder = temporaryFolder()
  await using hub = await startHub(folder.path)
  const trainer = await trainerOf(hub, RUN)
  expect(await trainer.send(enveloped(RUN, 0, [startedReport(RUN)]))).toBe(1)
  expect(await trainer.send([reportOf(1)])).toBe(2)
  expect((await fetch(`${hub.url}/healthz`)).status).toBe(200)
  rmSync(folder.path, { recursive: true })
  // Refused or hung up on, the one that is there and one that comes now: what is acknowledged is on disk.
  await expect(trainer.send([reportOf(2)])).rejects.toThrow()
  await expect(trainerOf(hub, RUN).then((another) => another.send([reportOf(2)]))).rejects.toThrow()
  const health = await fetch(`${hub.url}/healthz`)
  expect(health.status).toBe(503)
  expect(await health.text()).toContain(folder.path)
  trainer.close()
})
