import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { descriptorsOf, memoryOf, startHub } from '../../load/hub.ts'
import { openStoreClient } from '../../load/store-client.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { RUN } from './load.ts'
import { slopeOf } from './slope.ts'

/** An hour, if asked: PHASESCOPE_SOAK_MINUTES=60 npm run test:long -- soak */
const MINUTES = Number(process.env.PHASESCOPE_SOAK_MINUTES ?? 12)
/** And so many for what comes before and after it, on a machine that is busy. */
const BESIDE_MINUTES = 30
/**
 * Until the heaps of three threads, SQLite's caches and the log have the size that the load wants: two to three minutes, a
 * busy machine twice that. What is measured after it is long enough for a block to be longer than the time between two
 * sweeps of a whole heap, up to half a minute: 12 minutes are the shortest soak that tells a leak from a saw.
 */
const WARM_UP_SECONDS = Math.min(300, 25 * MINUTES)
const EVERY_MS = 500
const BLOCKS = 12
/** Student's t of ten degrees of freedom: a hub that does not leak fails one soak in a thousand. */
const ERRORS = 4.14
const TOGETHER = 6

/**
 * 50,000 points a second for as long as asked, with viewers that come and go. The hub may not grow: the slope of its
 * memory after the warm-up, by least squares through the means of 12 blocks, is within its error of zero or below. Nor may
 * it keep a descriptor: when everybody has gone, it has as many as before anybody came.
 */
it(
  `a hub under load for ${MINUTES} minutes neither grows nor keeps a descriptor, and loses nothing`,
  async () => {
    using folder = temporaryFolder()
    await using hub = await startHub(folder.path)
    const pid = hub.child.pid!
    const descriptorsAlone = descriptorsOf(pid)
    const trainer = begin('trainer.ts', hub.url, hub.token, String(60 * MINUTES))
    await trainer.says('ready')
    const descriptorsWithTrainer = descriptorsOf(pid)
    const viewers = begin('viewers.ts', hub.url, hub.token, String(TOGETHER))

    const memory: number[] = []
    const descriptors: number[] = []
    for (let sample = 0; trainer.child.exitCode === null; sample += 1) {
      await after(EVERY_MS)
      if (sample * EVERY_MS < 1000 * WARM_UP_SECONDS) continue
      memory.push(memoryOf(pid).nowMb)
      descriptors.push(descriptorsOf(pid))
    }
    viewers.child.send('end')
    const { points, ...pace } = await trainer.answer<{ points: number; aSecond: number; lateMs: number }>()
    const { came } = await viewers.answer<{ came: number }>()
    const { slope, standardError } = slopeOf(memory, BLOCKS)
    const aMinute = 60_000 / EVERY_MS
    const figures = {
      points,
      ...pace,
      viewers: came,
      memoryMb: { first: memory[0], last: memory.at(-1), most: Math.max(...memory) },
      slopeMbAMinute: slope * aMinute,
      standardErrorMbAMinute: standardError * aMinute,
      descriptors: { alone: descriptorsAlone, least: Math.min(...descriptors), most: Math.max(...descriptors) },
    }
    console.log(JSON.stringify(figures))

    expect(came).toBeGreaterThan(TOGETHER)
    expect(slope, JSON.stringify(figures)).toBeLessThanOrEqual(ERRORS * standardError)
    // A viewer is one connection; what comes over what the hub itself has is those who are there, and who are leaving.
    expect(Math.max(...descriptors)).toBeLessThanOrEqual(descriptorsWithTrainer + 2 * TOGETHER)
    await vi.waitFor(() => expect(descriptorsOf(pid)).toBeLessThanOrEqual(descriptorsAlone), { timeout: 600_000 })
    await hub.kill()
    await using store = await openStoreClient(folder.path)
    expect(await store.points(RUN)).toBe(points)
  },
  (MINUTES + BESIDE_MINUTES) * 60_000,
)

interface Begun {
  readonly child: ChildProcess
  says(text: string): Promise<void>
  /** The last line, once it has ended. */
  answer<T>(): Promise<T>
}

function begin(script: string, ...args: string[]): Begun {
  const child = fork(join(import.meta.dirname, script), args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let said = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const closed = once(child, 'close')
  return {
    child,
    says: (text) => vi.waitFor(() => expect(said).toContain(text), { timeout: 600_000 }),
    async answer<T>() {
      const [code] = (await closed) as [number | null]
      if (code !== 0) throw new Error(`${script} ended with code ${code}`)
      return JSON.parse(said.trim().split('\n').at(-1)!) as T
    },
  }
}
