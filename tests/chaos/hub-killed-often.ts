import { openStream } from '#src/vocabulary/random.ts'
import { startHub } from '../load/hub.ts'
import { sendTirelessly } from '../load/tireless.ts'
import { freePort, temporaryFolder } from '../phasescope.ts'
import { expectWhole, reportOf, RUN } from './ten-series.ts'

/**
 * Kills a hub under full load again and again, at moments counted in Reports sent or acknowledged: they fall anywhere in
 * a commit, a checkpoint or the sealing of a chunk. Nothing that it acknowledged may be lost, and nothing doubled.
 */
export async function killHubOften(kills: number): Promise<void> {
  using folder = temporaryFolder()
  const random = openStream(11, 'kills of the hub')
  const port = await freePort()
  await using hubs = new AsyncDisposableStack()
  let hub = hubs.use(await startHub(folder.path, port))
  const trainer = sendTirelessly(hub, RUN, reportOf)
  for (let kill = 0; kill < kills; kill += 1) {
    // Alive and at work, then anywhere in what follows.
    await trainer.more(1, 'acknowledged')
    await trainer.more(1 + Math.floor(40 * random.uniform()), random.uniform() < 0.5 ? 'sent' : 'acknowledged')
    await hub.kill()
    hub = hubs.use(await startHub(folder.path, port))
  }
  await trainer.more(20, 'acknowledged')
  await trainer.stop()
  await hub.kill()
  await expectWhole(folder.path, trainer.acknowledged)
}
