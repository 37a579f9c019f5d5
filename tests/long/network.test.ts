import { describe, expect, it } from 'vitest'
import { newestRun, saysAt } from '../chaos/killed.ts'
import { ARGS, expectEqual, givenUnbroken, STEPS } from '../chaos/killed-often.ts'
import { networkOfItsOwn, type Network } from '../load/network.ts'
import { start, temporaryFolder } from '../phasescope.ts'

/** Hub and trainer of the program in a network of their own, whose line the kernel spoils. */
describe('a run over a line', () => {
  const unbroken = givenUnbroken()

  /** Spoils the line, or says why it cannot be spoiled so here. */
  const lines: Record<string, (line: Network, at: (step: number) => Promise<void>) => Promise<string | null>> = {
    'that is late and loses a packet in twenty': async (line) => line.spoil('delay 80ms 30ms loss 5%'),
    'of a few hundred kilobits a second': async (line) => {
      line.slow(400)
      return null
    },
    'that is cut from step 80 to step 300': async (line, at) => {
      await at(80)
      line.cut()
      await at(300)
      line.mend()
      return null
    },
    'that is cut again and again, also when the run has ended': async (line, at) => {
      for (const step of [40, 120, 200, 280, 360]) {
        await at(step)
        line.cut()
        await at(step + 35)
        line.mend()
      }
      line.cut()
      await at(STEPS)
      line.mend()
      return null
    },
  }

  it.for(Object.keys(lines))('%s: it comes whole, and is trained as if it were not there', async (name, { skip }) => {
    using line = networkOfItsOwn(skip)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const hub = start(['serve', '--port', '0', '--data', data.path], env, line.within)
    const [, entrance = ''] = await hub.says(/ready: (\S+)/)
    try {
      const trainer = start([...ARGS, '--hub', new URL(entrance).origin], env, line.within)
      const why = await lines[name]!(line, (step) => saysAt(trainer, step, 0))
      if (why !== null) {
        trainer.child.kill('SIGKILL')
        return skip(why)
      }
      const { code, stdout } = await trainer.ended
      expect(code).toBe(0)
      await expectEqual(newestRun(env), env, stdout, unbroken())
    } finally {
      hub.child.kill('SIGKILL')
      await hub.ended
    }
  })
})
