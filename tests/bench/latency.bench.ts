import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { machineToken } from '#src/access/index.ts'
import { ensurePage } from '#src/setup/page.ts'
import { launchChromium } from '../chromium.ts'
import { start } from '../phasescope.ts'

const LOAD = { series: 50, perSecond: 20, seconds: 40 }
const RUN = 'bench-latency'

/**
 * Emission to pixel: 50 series at 20 Hz from a trainer process through the hub process to headless Chromium, by the
 * page's own measure: from the stamp of the newest number to the paint that shows it. The first ten seconds warm up.
 */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const hub = start(['serve', '--port', '0', '--data', folder])
  const browser = await launchChromium()
  try {
    const url = new URL((await hub.says(/ready: (\S+)/))[1] ?? '').origin
    const client = join(import.meta.dirname, 'latency-client.ts')
    const { series, perSecond, seconds } = LOAD
    const trainer = spawn(process.execPath, [
      client,
      url,
      RUN,
      `${series}`,
      `${perSecond}`,
      `${seconds}`,
      machineToken(folder),
    ])
    await new Promise((resolve) => trainer.stdout.once('data', resolve))
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } })
    await page.goto(`${url}/runs/${RUN}`)
    await page.waitForSelector('section canvas')
    const samples = await sampled(page, seconds - 15)
    trainer.kill()
    return { ...LOAD, ...samples }
  } finally {
    await browser.close()
    hub.child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the status bar says when all its minute has been under load. */
async function sampled(page: Page, seconds: number): Promise<Record<string, number>> {
  await page.waitForTimeout(seconds * 1000)
  return page.evaluate(() => {
    const read = (name: string) => Number(document.querySelector(`[${name}]`)?.getAttribute(name) ?? NaN)
    return {
      p50Ms: read('data-latency-p50'),
      p99Ms: read('data-latency-p99'),
      frames: read('data-frames'),
      conflated: read('data-conflated'),
      canvases: document.querySelectorAll('section canvas').length,
    }
  })
}
