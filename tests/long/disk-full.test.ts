import { describe, expect, it } from 'vitest'
import { newestRun, saysAt } from '../chaos/killed.ts'
import { ARGS, expectEqual, givenUnbroken, STEPS } from '../chaos/killed-often.ts'
import { expectWhole, reportOf, RUN } from '../chaos/ten-series.ts'
import { startHub } from '../load/hub.ts'
import { smallDisk } from '../load/small-disk.ts'
import { sendTirelessly } from '../load/tireless.ts'
import { freePort, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

describe('a disk that is full', () => {
  const unbroken = givenUnbroken()

  it('under the hub: it refuses and says why, and has everything when there is room, killed meanwhile or not', async ({
    skip,
  }) => {
    for (const isKilled of [false, true]) {
      using disk = smallDisk(12, skip)
      const port = await freePort()
      await using hubs = new AsyncDisposableStack()
      let hub = hubs.use(await startHub(disk.path, port))
      const trainer = sendTirelessly(hub, RUN, reportOf)
      await trainer.more(3, 'refused')
      expect(trainer.refusals[0]).toMatch(/full/)
      if (isKilled) await hub.kill()
      disk.grow(200)
      if (isKilled) hub = hubs.use(await startHub(disk.path, port))
      await trainer.more(200, 'acknowledged')
      await trainer.stop()
      await hub.kill()
      await expectWhole(disk.path, trainer.acknowledged)
    }
  })

  it('under a trainer: it trains on, and every point reaches the hub', async ({ skip }) => {
    using disk = smallDisk(16, skip)
    using data = temporaryFolder()
    await using hub = await served(data.path)
    const env = { PHASESCOPE_DATA: disk.path, PHASESCOPE_TOKEN: hub.token }
    const trainer = start([...ARGS, '--hub', hub.url], env)
    await saysAt(trainer, 50, 0)
    disk.fill()
    const { code, stdout } = await trainer.ended
    expect(code).toBe(0)
    await expectAt(data.path, stdout)
  })

  it('under a trainer whose hub is away: it trains on, and every point reaches the hub that comes back', async ({
    skip,
  }) => {
    using disk = smallDisk(16, skip)
    using data = temporaryFolder()
    const port = await freePort()
    await using first = await served(data.path, { port })
    const env = { PHASESCOPE_DATA: disk.path, PHASESCOPE_TOKEN: first.token }
    const trainer = start([...ARGS, '--hub', first.url], env)
    await saysAt(trainer, 50, 0)
    disk.fill()
    await first.kill()
    await saysAt(trainer, STEPS, 0)
    await using second = await served(data.path, { port })
    const { code, stdout } = await trainer.ended
    expect(code).toBe(0)
    await expectAt(data.path, stdout)
    expect(await second.end()).toBe(0)
  })

  async function expectAt(data: string, stdout: string): Promise<void> {
    const env = { PHASESCOPE_DATA: data }
    await expectEqual(newestRun(env), env, stdout, unbroken())
  }
})
