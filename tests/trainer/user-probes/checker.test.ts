import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openProbeChecker } from '#trainer/user-probes/probe-checker.ts'
import { textOf } from './folder.ts'

describe('the process that checks', () => {
  it('stands behind the training, checks, and ends when nobody needs it', async () => {
    const checker = openProbeChecker()
    expect(getPriority(checker.pid)).toBeGreaterThan(getPriority())
    const request = { file: '/tmp/first-layer.ts', id: 'first-layer', source: textOf('first-layer') }
    expect(await checker.check(request)).toEqual({ fault: null, measureLine: 22 })
    checker.close()
    await ended(checker.pid)
    expect((await checker.check(request)).fault?.why).toBe('The folder is no longer watched')
  })

  it('ends when it is closed in the middle of a check, which says so', async () => {
    const checker = openProbeChecker()
    const checking = checker.check({ file: '/tmp/first-layer.ts', id: 'first-layer', source: textOf('first-layer') })
    checker.close()
    expect((await checking).fault?.why).toMatch(/^Ended the process/)
    await ended(checker.pid)
  })

  it('ends with a trainer that is killed', async () => {
    const trainer = spawn(process.execPath, [join(import.meta.dirname, 'end-with-me.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = (await once(trainer.stdout, 'data')) as [Buffer]
    const pid = Number(said)
    expect(() => process.kill(pid, 0)).not.toThrow()
    trainer.kill('SIGKILL')
    await ended(pid)
  })
})

/** Waits until there is no such process; the test's own time limit is the judge. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ESRCH')
      return
    }
    await setTimeout(20)
  }
}
