import { describe, expect, it } from 'vitest'
import { start, temporaryFolder } from '../phasescope.ts'
import { expectUnbroken, givenUnbroken } from '../chaos/killed-often.ts'

const KILLS = 100
/** Without a hub a trainer keeps its run by itself: another way, and the shorter one. */
const KILLS_ALONE = 30

describe('kill -9 of the trainer', () => {
  const unbroken = givenUnbroken()

  it(`${KILLS_ALONE} times, wherever it is, without a hub`, async () => {
    using data = temporaryFolder()
    await expectUnbroken(KILLS_ALONE, { PHASESCOPE_DATA: data.path }, unbroken())
  })

  it(`${KILLS} times, wherever it is, before a hub`, async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const hub = start(['serve', '--port', '0'], env)
    await hub.says(/ready/)
    await expectUnbroken(KILLS, env, unbroken())
    hub.child.kill('SIGTERM')
    expect((await hub.ended).code).toBe(0)
  })
})
