import { openStream } from '#src/vocabulary/random.ts'
import { startHub } from '../load/hub.ts'
import { startProxy } from '../load/proxy.ts'
import { sendTirelessly } from '../load/tireless.ts'
import { temporaryFolder } from '../phasescope.ts'
import { expectWhole, reportOf, RUN } from './ten-series.ts'

/** More than a message has, so that a cut falls into its head, its columns, an acknowledgement or a greeting. */
const MOST_BYTES = 60_000

/** Cuts the line again and again, at moments counted in bytes, with stalls and slow stretches between. */
export async function cutLineOften(cuts: number): Promise<void> {
  using folder = temporaryFolder()
  const random = openStream(13, 'cuts of the line')
  await using hub = await startHub(folder.path)
  await using line = await startProxy(hub.port)
  const trainer = sendTirelessly({ ...hub, url: line.url }, RUN, reportOf)
  for (let cut = 0; cut < cuts; cut += 1) {
    await trainer.more(1, 'acknowledged')
    line.throttle(cut % 3 === 1 ? 2_000_000 : Infinity)
    if (cut % 4 === 2) {
      await line.stall()
      const gone = line.cutAfter(1)
      line.flow()
      await gone
    } else await line.cutAfter(1 + Math.floor(MOST_BYTES * random.uniform()))
    if (cut % 5 === 3) {
      line.refuse()
      line.admit()
    }
  }
  line.throttle(Infinity)
  await trainer.more(20, 'acknowledged')
  await trainer.stop()
  await hub.kill()
  await expectWhole(folder.path, trainer.acknowledged)
}
