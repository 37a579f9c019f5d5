import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { ensurePage } from '#src/setup/page.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { launchChromium } from '../chromium.ts'
import { served } from '../served.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../src/store/reports.ts'
import { pageCpu } from './page-cpu.ts'
import { rounded, spreadOf } from './spread.ts'

const SERIES = 200
const MANY = 50_000
const FEW = 50
const VISITS = 5

/** What somebody waits for who opens a run: until its first charts are drawn, of 10⁷ points in 200 series beside 10⁴. */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  const few = await withPoints(FEW)
  const many = await withPoints(MANY)
  return { few, many, firstRatio: rounded(many.firstMs.median / few.firstMs.median) }
}

async function withPoints(points: number) {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const browser = await launchChromium()
  try {
    store(folder, points)
    await using hub = await served(folder)
    const visits: Visit[] = []
    // The first visit finds hub and browser cold.
    for (let visit = 0; visit <= VISITS; visit++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } })
      visits.push(await visited(page, `${hub.url}/runs/many`))
      await page.close()
    }
    const warm = visits.slice(1)
    return {
      points: points * SERIES,
      coldFirstMs: visits[0]!.firstMs,
      firstMs: spreadOf(warm.map(({ firstMs }) => firstMs)),
      screenMs: spreadOf(warm.map(({ screenMs }) => screenMs)),
      pageCpuMs: spreadOf(warm.map(({ cpuMs }) => cpuMs)),
    }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Visit {
  readonly firstMs: number
  /** Until all that is in sight is drawn. */
  readonly screenMs: number
  readonly cpuMs: number
}

async function visited(page: Page, address: string): Promise<Visit> {
  const cpu = await pageCpu(page)
  const [began, before] = [performance.now(), await cpu()]
  const since = () => rounded(performance.now() - began)
  await page.goto(address, { waitUntil: 'commit' })
  await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
  const firstMs = since()
  await page.waitForFunction(() => {
    const panels = [...document.querySelectorAll('section.panel')].filter((panel) => {
      const { top, bottom } = panel.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    })
    return panels.length > 0 && panels.every((panel) => panel.querySelector('[data-testid="badge"]:not(:empty)'))
  })
  return { firstMs, screenMs: since(), cpuMs: rounded((await cpu()) - before) }
}

/** Four series a probe, so that a page has fifty charts. */
function store(folder: string, points: number): void {
  const kept = openSqlite(folder)
  try {
    const names = Array.from({ length: SERIES }, (_, i) => `probe-${Math.floor(i / 4)}/${i % 4}`)
    const declared = names.map((name): Report => {
      const [probe = '', part = ''] = name.split('/')
      return { type: 'declared', series: { ...declaration(name), probe, part } }
    })
    const last = points - 1
    kept.ingest(enveloped('many', 0, [{ type: 'started', run: { ...runOf('many'), steps: last }, probes: [], detectors: [] }, ...declared])) // prettier-ignore
    const steps = Float64Array.from({ length: points }, (_, step) => step)
    const values = steps.map((step) => Math.sin(step / 500) + (step % 17) / 100)
    for (const [i, name] of names.entries())
      kept.ingest(enveloped('many', 1 + declared.length + i, [measuredReport(scalarColumn(name, steps, values))]))
    kept.ingest(enveloped('many', 1 + declared.length + names.length, [{ type: 'ended', how: 'completed', step: last, weights: `sha256:${'0'.repeat(64)}`, msPerStep: 1, why: null }])) // prettier-ignore
  } finally {
    kept.close()
  }
}
