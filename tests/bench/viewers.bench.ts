import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { startHub, memoryOf } from '../load/hub.ts'
import { viewerOf } from '../load/hub-client.ts'
import { quantile, rounded } from './spread.ts'
import { CLOCK_SERIES, type Watched, type Watching } from './viewers-load.ts'

const RUN = 'watched'
const SERIES = [CLOCK_SERIES, ...Array.from({ length: 29 }, (_, i) => `series/${i}`)]
const PROCESSES = 4
const VIEWERS = 200
const EVERY_MS = 100
const WARM_UP_MS = 5000
const MEASURED_MS = 15_000

/**
 * How late a number comes to 200 viewers of one run, from its trainer's emission to the frame that brings it, and what
 * the hub holds then; and the same again while one more viewer never draws. Trainer, hub and viewers are processes of
 * their own on this machine, and what the viewers cost counts, too. Beside them, one viewer alone.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const alone = await watchedBy(1, 1)
  const many = await watchedBy(VIEWERS, PROCESSES)
  return { series: SERIES.length, everyMs: EVERY_MS, alone, many }
}

interface Late {
  readonly points: number
  readonly frames: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly hubMb: number
  readonly hubMostMb: number
}

async function watchedBy(viewers: number, processes: number): Promise<{ viewers: number; all: Late; oneAsleep: Late }> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const children: ChildProcess[] = []
  const begin = async (script: string, ...args: string[]): Promise<ChildProcess> => {
    const child = fork(join(import.meta.dirname, script), args)
    children.push(child)
    await once(child, 'message')
    return child
  }
  const hub = await startHub(folder)
  try {
    await begin('viewers-trainer.ts', hub.url, hub.token, RUN, JSON.stringify(SERIES), String(EVERY_MS))
    const watching: Watching = { run: RUN, series: SERIES, viewers: viewers / processes }
    const watchers: ChildProcess[] = []
    for (let i = 0; i < processes; i++) {
      watchers.push(await begin('viewers-client.ts', hub.url, hub.token, JSON.stringify(watching)))
    }
    const all = await measured(watchers, hub.child.pid!)
    // It takes the first frame and never says that it has drawn it.
    const asleep = await viewerOf(hub, RUN, SERIES, () => {})
    const oneAsleep = await measured(watchers, hub.child.pid!)
    asleep.close()
    return { viewers, all, oneAsleep }
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await hub.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(watchers: readonly ChildProcess[], hub: number): Promise<Late> {
  await after(WARM_UP_MS)
  await collected(watchers)
  await after(MEASURED_MS)
  const { nowMb, mostMb } = memoryOf(hub)
  const { latencies, frames } = await collected(watchers)
  const at = (share: number) => rounded(quantile(latencies, share))
  return {
    points: latencies.length,
    frames,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    hubMb: rounded(nowMb),
    hubMostMb: rounded(mostMb),
  }
}

async function collected(watchers: readonly ChildProcess[]): Promise<Watched> {
  const all = await Promise.all(
    watchers.map(async (watcher) => {
      watcher.send('collect')
      const [answer] = (await once(watcher, 'message')) as [Watched]
      return answer
    }),
  )
  return { latencies: all.flatMap(({ latencies }) => latencies), frames: all.reduce((sum, one) => sum + one.frames, 0) }
}
