import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ensurePage } from '#src/setup/page.ts'
import { launchChromium } from '../chromium.ts'
import { storeStudy, type Study } from '../e2e/study.ts'
import { served } from '../served.ts'
import { pageCpu } from './page-cpu.ts'
import { rounded, spreadOf } from './spread.ts'

/** Fifty runs of 10⁵ points each, in as many series as fill some twenty panels, and five hundred in a hundred groups. */
const FIFTY: Study = { decays: [0, 1, 2.5, 5, 10, 20, 30, 40, 50, 60], seeds: 5, steps: 5_000, more: 14 }
const HUNDRED: Study = { decays: Array.from({ length: 100 }, (_, i) => 0.1 * (i + 1)), seeds: 5, steps: 500, more: 2 }
const HOVERS = 60

/**
 * What somebody waits for who compares many runs in a real browser: the first chart, all panels that are in sight, then each of
 * the page; what crosses the socket for it; and how long the page is busy when the pointer goes over groups and over a chart. `CpuMs` is
 * the processor time of the page alone, which says what is left where the machine does much else.
 */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  return { fifty: await compared(FIFTY), hundredGroups: await compared(HUNDRED) }
}

async function compared(study: Study): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const ids = storeStudy(folder, study)
    await using hub = await served(folder)
    const browser = await launchChromium()
    try {
      const address = `${hub.url}/compare?as=groups&where=${encodeURIComponent('steps > 0')}`
      // The first opening finds hub and browser cold.
      const cold = await opening(await browser.newPage({ viewport: VIEWPORT }), address)
      const page = await browser.newPage({ viewport: VIEWPORT })
      const warm = await opening(page, address)
      return {
        runs: ids.length,
        steps: study.steps,
        cold,
        warm,
        hoverMs: await hovering(page),
        hoverCpuMs: await hoverCpu(page),
        chartMs: await pointing(page),
      }
    } finally {
      await browser.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const VIEWPORT = { width: 1440, height: 1000 }

interface Opening {
  readonly panels: number
  readonly firstMs: number
  readonly visibleMs: number
  readonly visibleCpuMs: number
  readonly allMs: number
  readonly visibleKb: number
  readonly allKb: number
}

async function opening(page: Page, address: string): Promise<Opening> {
  let bytes = 0
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => (bytes += payload.length)))
  const cpu = await pageCpu(page)
  const before = await cpu()
  const began = performance.now()
  const since = () => rounded(performance.now() - began)
  await page.goto(address, { waitUntil: 'commit' })
  const drawn = '[data-testid="badge"]:not(:empty)'
  await page.locator(drawn).first().waitFor()
  const firstMs = since()
  await page.waitForFunction(() => {
    const panels = [...document.querySelectorAll('section.panel')].filter((panel) => {
      const { top, bottom } = panel.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    })
    return panels.length > 0 && panels.every((panel) => panel.querySelector('[data-testid="badge"]:not(:empty)'))
  })
  const [visibleMs, visibleKb] = [since(), rounded(bytes / 1000)]
  const visibleCpuMs = rounded((await cpu()) - before)
  const places = page.locator('.grid > .place')
  const panels = await places.count()
  for (let i = 0; i < panels; i++) {
    await places.nth(i).scrollIntoViewIfNeeded()
    await places.nth(i).locator(drawn).waitFor()
  }
  const [allMs, allKb] = [since(), rounded(bytes / 1000)]
  await page.evaluate(() => scrollTo(0, 0))
  return { panels, firstMs, visibleMs, visibleCpuMs, allMs, visibleKb, allKb }
}

/** From a pointer that comes upon a group in the legend until its picture is painted, each. */
async function hovering(page: Page) {
  return spreadOf(
    await page.evaluate(async (count) => {
      const buttons = [...document.querySelectorAll<HTMLElement>('aside[aria-label="Groups"] button.group')]
      const painted = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)))
      const waits: number[] = []
      for (let i = 0; i < count; i++) {
        const button = buttons[i % buttons.length]!
        await painted()
        const began = performance.now()
        button.dispatchEvent(new PointerEvent('pointerenter'))
        // What follows from it is drawn in microtasks; the next turn comes after all of them.
        await new Promise<void>((done) => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => done()
          port2.postMessage(null)
        })
        waits.push(performance.now() - began)
        button.dispatchEvent(new PointerEvent('pointerleave'))
      }
      return waits
    }, HOVERS),
  )
}

/** Of all hovers together what one takes of the processor, frames with what they paint included. */
async function hoverCpu(page: Page): Promise<number> {
  const cpu = await pageCpu(page)
  const before = await cpu()
  await hovering(page)
  return rounded(((await cpu()) - before) / HOVERS)
}

/** The same for a pointer that goes along a chart, over lines and between them. */
async function pointing(page: Page) {
  return spreadOf(
    await page.evaluate(async (count) => {
      const over = document.querySelector<HTMLElement>('.u-over')!
      const { left, top, width, height } = over.getBoundingClientRect()
      const painted = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)))
      const waits: number[] = []
      over.dispatchEvent(new MouseEvent('mouseenter'))
      for (let i = 0; i < count; i++) {
        await painted()
        const began = performance.now()
        const place = { clientX: left + (width * (i + 1)) / (count + 2), clientY: top + (height * (i % 7)) / 8 }
        over.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, ...place }))
        await new Promise<void>((done) => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => done()
          port2.postMessage(null)
        })
        waits.push(performance.now() - began)
      }
      return waits
    }, HOVERS),
  )
}
