import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { killHubOften } from '../chaos/hub-killed-often.ts'
import { newestRun, saysAt, saysMore } from '../chaos/killed.ts'
import { ARGS, expectEqual, givenUnbroken, KILLED_IN } from '../chaos/killed-often.ts'
import { cutLineOften } from '../chaos/line-cut.ts'
import { freePort, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

const KILLS = 100
const KILLS_A_RUN = 10
/** So many points a trainer emits with no hub to take them, at most. */
const LINES_AWAY = 100

describe(`kill -9 of the hub, ${KILLS} times`, () => {
  const unbroken = givenUnbroken()

  it('under full load: nothing is lost that was acknowledged, and nothing doubled', async () => {
    await expect(killHubOften(KILLS)).resolves.toBeUndefined()
  })

  it('under runs of the program: each is, point by point and weight by weight, the one that nobody disturbed', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const random = openStream(17, 'kills')
    const port = await freePort()
    await using hubs = new AsyncDisposableStack()
    let hub = hubs.use(await served(data.path, { port }))
    for (let kills = 0; kills < KILLS; kills += KILLS_A_RUN) {
      const trainer = start(ARGS, env)
      for (let kill = 0; kill < KILLS_A_RUN; kill += 1) {
        const step = Math.floor((KILLED_IN * (kill + random.uniform())) / KILLS_A_RUN)
        await saysAt(trainer, step, Math.floor(40 * random.uniform()))
        await hub.kill()
        await saysMore(trainer, Math.floor(LINES_AWAY * random.uniform()))
        // However long a hub takes to start, the trainer is as far as it was, and every kill finds it at work.
        trainer.child.kill('SIGSTOP')
        hub = hubs.use(await served(data.path, { port }))
        trainer.child.kill('SIGCONT')
      }
      const { code, stdout } = await trainer.ended
      expect(code).toBe(0)
      await expectEqual(newestRun(env), env, stdout, unbroken())
    }
    expect(await hub.end()).toBe(0)
  })
})

it('a line that is cut a hundred times, stalls and crawls loses nothing that was acknowledged', async () => {
  await expect(cutLineOften(100)).resolves.toBeUndefined()
})
