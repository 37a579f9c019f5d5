import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { ensurePage } from '#src/setup/page.ts'
import { launchChromium } from '../chromium.ts'
import { phasescope, start } from '../phasescope.ts'
import { served } from '../served.ts'
import { eventFile } from './event-file.ts'
import { rounded, spreadOf, type Spread } from './spread.ts'

const [TAGS, STEPS] = [10, 100_000]
/** Flushes that are waited for, after as many that are not counted. */
const [FLUSHES, UNCOUNTED] = [20, 5]

/**
 * Logs of other programs: how long a million scalars of an event file take, into a data folder and beside TensorBoard's own reader where
 * PHASESCOPE_BENCH_PYTHON has it; and how long it is from a flush of a log that is followed to the page that shows it.
 */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const browser = await launchChromium()
  try {
    const million = await importOfMillion(folder)
    const flushToPixelMs = {
      csv: await flushes(browser, join(folder, 'csv'), 'log.csv', (step) => `${step === 0 ? 'step,loss\n' : ''}${step},${heightAt(step)}\n`), // prettier-ignore
      events: await flushes(browser, join(folder, 'events'), 'events.out.tfevents.1', eventAt),
    }
    return { million, flushToPixelMs }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importOfMillion(folder: string): Promise<Record<string, number>> {
  const logs = join(folder, 'million')
  mkdirSync(logs)
  const steps = Float64Array.from({ length: STEPS }, (_, step) => step)
  const times = steps.map((step) => 1.7e9 + step)
  for (let tag = 0; tag < TAGS; tag++)
    writeFileSync(join(logs, `events.out.tfevents.${tag}`), eventFile(`tag-${tag}`, steps, steps.map((step) => Math.sin(step + tag)), times, 1.7e9 + tag)) // prettier-ignore
  const timed = async (args: string[]) => {
    const begun = performance.now()
    const { code, stdout, stderr } = await phasescope(['import', logs, ...args, '--json'])
    const seconds = rounded((performance.now() - begun) / 1000)
    if (code !== 0) throw new Error(stderr)
    const [run] = (JSON.parse(stdout) as { runs: { added: number; known: number }[] }).runs
    return { seconds, ...run! }
  }
  const data = join(folder, 'data')
  const [first, again] = [await timed(['--data', data]), await timed(['--data', data])]
  if (first.added !== TAGS * STEPS || again.added !== 0)
    throw new Error(`${first.added} and ${again.added} points came`)
  const accumulator = accumulatorSeconds(logs)
  return {
    ...{ scalars: first.added, seconds: first.seconds, againSeconds: again.seconds },
    ...(accumulator !== null && { eventAccumulatorSeconds: accumulator, ofEventAccumulator: rounded(first.seconds / accumulator) }), // prettier-ignore
  }
}

function accumulatorSeconds(logs: string): number | null {
  const python = process.env.PHASESCOPE_BENCH_PYTHON
  if (python === undefined) return null
  const script = `
import sys, time
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
begun = time.perf_counter()
EventAccumulator(sys.argv[1], size_guidance={"scalars": 0}).Reload()
print(time.perf_counter() - begun)`
  return rounded(Number(execFileSync(python, ['-c', script, logs], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))) // prettier-ignore
}

/** Follows a log that grows by a line at a time, and looks at the chart of it. */
async function flushes(
  browser: Browser,
  folder: string,
  name: string,
  lineAt: (step: number) => string | Uint8Array,
): Promise<Spread> {
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const log = join(folder, 'logs', name)
  writeFileSync(log, lineAt(0))
  appendFileSync(log, lineAt(1))
  await using hub = await served(join(folder, 'data'))
  const follower = start(['import', join(folder, 'logs'), '--follow', '--data', join(folder, 'data')])
  try {
    const page = await browser.newPage()
    await page.goto(`${hub.url}/runs/${await hub.firstRun()}`)
    await page.locator('section canvas').first().waitFor()
    await watchPicture(page)
    const took: number[] = []
    for (let step = 2; step < 2 + UNCOUNTED + FLUSHES; step++) {
      await after(700 + 37 * (step % 9)) // at no one phase of what looks
      const flushed = Date.now()
      appendFileSync(log, lineAt(step))
      const shown = await page.waitForFunction((since) => (window as Watched).changedAt! > since && (window as Watched).changedAt, flushed) // prettier-ignore
      if (step >= 2 + UNCOUNTED) took.push(Number(await shown.jsonValue()) - flushed)
    }
    await page.close()
    return spreadOf(took)
  } finally {
    follower.child.kill('SIGKILL')
    await follower.ended
  }
}

type Watched = Window & { changedAt?: number }

/** Looks at a chart at each frame, and notes when it was another than before. */
async function watchPicture(page: Page): Promise<void> {
  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('section canvas')!
    let before = canvas.toDataURL()
    ;(window as Watched).changedAt = 0
    const look = () => {
      const now = canvas.toDataURL()
      if (now !== before) (window as Watched).changedAt = Date.now()
      before = now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** Each point is higher or lower than all before, so that the picture is another. */
function heightAt(step: number): number {
  return (step + 1) * (step % 2 === 0 ? 1 : -1)
}

function eventAt(step: number): Uint8Array {
  const one = (steps: number[]) => eventFile('loss', steps, steps.map(heightAt), steps.map(() => 1.7e9), 1.7e9) // prettier-ignore
  return step === 0 ? one([0]) : one([step]).subarray(one([]).length)
}
