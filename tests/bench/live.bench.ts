import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { ensurePage } from '#src/setup/page.ts'
import { launchChromium } from '../chromium.ts'
import { served, type Served } from '../served.ts'
import { drawBare } from './bare-charts.ts'
import { pageCpu } from './page-cpu.ts'
import { quantile, rounded } from './spread.ts'

const RUNS = 8
const CHARTS = 24
const PER_SECOND = 10
const SECONDS = 20
/** Rows of them, all in sight: what is out of sight draws nothing. */
const VIEWPORT = { width: 2200, height: 2700 }

/**
 * Eight live runs side by side in 24 charts, each with a new point ten times a second: how long frames take, which tasks are
 * long, and how busy the page is, beside bare uPlot with as many charts, lines and points in the same browser.
 */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const trainers: ChildProcess[] = []
  const browser = await launchChromium()
  try {
    const hub = await served(folder)
    try {
      return await besideBare(browser, hub, trainers)
    } finally {
      // Trainers first: one whose hub is gone says so.
      for (const trainer of trainers) trainer.kill()
      await hub.kill()
    }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function besideBare(browser: Browser, hub: Served, trainers: ChildProcess[]): Promise<Record<string, unknown>> {
  const series = Array.from({ length: CHARTS }, (_, i) => `chart-${String(i).padStart(2, '0')}`)
  const ids = Array.from({ length: RUNS }, (_, i) => `live-${i}`)
  for (const id of ids) trainers.push(await trainerOf(hub, id, series))
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.goto(`${hub.url}/compare?as=runs&runs=${ids.join(',')}`)
  await page
    .locator('.u-over')
    .nth(CHARTS - 1)
    .waitFor()
  const dashboard = await watched(page)
  const { width = 400, height = 200 } = (await page.locator('.uplot').first().boundingBox()) ?? {}
  await page.close()
  const bare = await browser.newPage({ viewport: VIEWPORT })
  const points = PER_SECOND * SECONDS
  await drawBare(bare, { charts: CHARTS, lines: RUNS, points, perSecond: PER_SECOND, width, height })
  const plain = await watched(bare)
  return {
    ...{ runs: RUNS, charts: CHARTS, perSecond: PER_SECOND, seconds: SECONDS },
    dashboard,
    bare: plain,
    busyRatio: rounded(dashboard.busyShare / plain.busyShare),
    frameRatio: rounded(dashboard.frameMs.p95 / plain.frameMs.p95),
  }
}

/** A trainer in a process of its own that emits until it is ended. */
async function trainerOf({ url, token }: { url: string; token: string }, id: string, series: readonly string[]) {
  const client = join(import.meta.dirname, 'viewers-trainer.ts')
  const trainer = fork(client, [url, token, id, JSON.stringify(series), String(1000 / PER_SECOND)])
  await new Promise((resolve) => trainer.once('message', resolve))
  return trainer
}

interface Watched {
  readonly frameMs: { readonly p50: number; readonly p95: number; readonly most: number }
  /** Tasks of the main thread that took more than 50 ms, and the longest of all of them. */
  readonly longTasks: number
  readonly longestMs: number
  /** How much of the time the main thread computed. */
  readonly busyShare: number
  readonly canvases: number
}

async function watched(page: Page): Promise<Watched> {
  const cpu = await pageCpu(page)
  const before = await cpu()
  const { frames, tasks, canvases } = await page.evaluate(async (ms) => {
    const tasks: number[] = []
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    observer.observe({ type: 'longtask' })
    const frames: number[] = []
    await new Promise<void>((done) => {
      const began = performance.now()
      let last = began
      const look = (now: number) => {
        frames.push(now - last)
        last = now
        if (now - began < ms) requestAnimationFrame(look)
        else done()
      }
      requestAnimationFrame(look)
    })
    observer.disconnect()
    return { frames, tasks, canvases: document.querySelectorAll('canvas').length }
  }, SECONDS * 1000)
  const busy = (await cpu()) - before
  return {
    frameMs: { p50: rounded(quantile(frames, 0.5)), p95: rounded(quantile(frames, 0.95)), most: rounded(Math.max(...frames)) }, // prettier-ignore
    longTasks: tasks.length,
    longestMs: rounded(Math.max(0, ...tasks)),
    busyShare: rounded(busy / (SECONDS * 1000)),
    canvases,
  }
}
