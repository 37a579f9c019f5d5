import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ensurePage } from '#src/setup/page.ts'
import { opened } from '../e2e/opened.ts'
import { served } from '../served.ts'
import { storeStudy } from './many-runs.ts'
import { rounded, spreadOf, type Spread } from './spread.ts'

const MANY = 10_000
const FEW = 30
const VISITS = 5
const COLUMNS = 'status,weightDecay,width,seed,last("test-accuracy"),onset("Grokked"),spark,step,started'
const WORDS = 'grok wd 3 width 128 #4'
const EXPRESSION = 'weightDecay > 0.1 and last("test-accuracy") > 0.9'

/**
 * What somebody waits for at the table of runs, in a real browser: until its rows are painted, from a key in the filter until
 * the rows that match are, and from a jump of the scroll bar; with many runs beside few, and how many elements there are.
 */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  const few = await withRuns(FEW)
  const many = await withRuns(MANY)
  return { few, many, paintRatio: rounded(many.paintMs.median / few.paintMs.median) }
}

interface Waits {
  readonly runs: number
  readonly paintMs: Spread
  readonly wordsMs: Spread
  readonly expressionMs: Spread
  readonly jumpMs: Spread
  readonly sortMs: Spread
  readonly groupMs: number
  readonly elements: number
}

async function withRuns(runs: number): Promise<Waits> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    await storeStudy(folder, runs)
    await using hub = await served(folder)
    await using browser = await opened()
    await browser.enter(hub)
    const { page } = browser
    page.setDefaultTimeout(30_000)
    await page.addInitScript(watchPaint)
    const address = `${hub.url}/?columns=${encodeURIComponent(COLUMNS)}`
    const paintMs: number[] = []
    // The first visit finds hub and browser cold.
    for (let visit = 0; visit <= VISITS; visit++) {
      await page.goto(address)
      paintMs.push(await page.waitForFunction(() => (window as Watched).paintedAt).then((at) => at.jsonValue() as Promise<number>)) // prettier-ignore
    }
    const wordsMs = await typed(page, WORDS)
    const expressionMs = await typed(page, EXPRESSION)
    const elements = await page.evaluate(() => document.querySelectorAll('*').length)
    await page.getByLabel('Filter runs').fill('')
    await isAnswered(page)
    const jumpMs: number[] = []
    for (const share of [0.31, 0.77, 0.12, 0.93, 0.5]) jumpMs.push(await page.evaluate(jumped, share))
    const sortMs: number[] = []
    for (const column of ['weightDecay', 'width', 'last test-accuracy', 'Grokked at', 'Run'])
      sortMs.push(
        await answeredAfter(page, () =>
          page.locator('[role="columnheader"] button', { hasText: column }).first().click(),
        ),
      )
    const groupMs = await page.evaluate(waited, 'select[aria-label="Group by"]')
    return {
      runs,
      paintMs: spreadOf(paintMs.slice(1)),
      wordsMs: spreadOf(wordsMs),
      expressionMs: spreadOf(expressionMs),
      jumpMs: spreadOf(jumpMs),
      sortMs: spreadOf(sortMs),
      groupMs: rounded(groupMs),
      elements,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Watched = Window & { paintedAt?: number }

/** Notes when the first row of the table is on the screen. */
function watchPaint() {
  const look = () => {
    if (document.querySelector('[data-run]') === null) requestAnimationFrame(look)
    else requestAnimationFrame(() => Object.assign(window, { paintedAt: performance.now() }))
  }
  requestAnimationFrame(look)
}

const isAnswered = (page: Page) =>
  page.waitForFunction(() => document.querySelector('main[aria-busy="false"]') !== null)

/** From each key to the frame that shows what matches. Letters that make no expression yet are not asked about. */
async function typed(page: Page, text: string): Promise<number[]> {
  const field = page.getByLabel('Filter runs')
  await field.fill('')
  await isAnswered(page)
  const waits: number[] = []
  await page.evaluate(watchKeys)
  for (const letter of text) {
    await page.keyboard.type(letter)
    const wait = await page.evaluate(() => (window as unknown as KeyWatched).lastKey)
    if (wait !== null) waits.push(wait)
  }
  return waits
}

interface KeyWatched {
  readonly lastKey: Promise<number | null>
}

function watchKeys() {
  const field = document.querySelector<HTMLInputElement>('[aria-label="Filter runs"]')!
  field.focus()
  field.addEventListener('input', () => {
    const from = performance.now()
    const lastKey = new Promise<number | null>((resolve) => {
      const look = () => {
        const isWrong = field.getAttribute('aria-invalid') === 'true'
        if (isWrong) resolve(null)
        else if (document.querySelector('main[aria-busy="true"]') !== null) requestAnimationFrame(look)
        else resolve(performance.now() - from)
      }
      // Two frames: the question is asked in the first.
      requestAnimationFrame(() => requestAnimationFrame(look))
    })
    Object.assign(window, { lastKey })
  })
}

/** From a jump of the scroll bar to the frame in which all rows in view are there. */
function jumped(share: number): Promise<number> {
  const grid = document.querySelector('[role="grid"]')!
  const from = performance.now()
  grid.scrollTop = grid.scrollHeight * share
  return new Promise((resolve) => {
    const look = () => {
      const rows = [...grid.querySelectorAll('[data-line]')]
      if (rows.length > 0 && rows.every((row) => row.hasAttribute('data-run'))) resolve(performance.now() - from)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(() => requestAnimationFrame(look))
  })
}

async function answeredAfter(page: Page, act: () => Promise<void>): Promise<number> {
  await act()
  const from = performance.now()
  await isAnswered(page)
  return performance.now() - from
}

/** Groups by the first setting, and waits for the headings. */
function waited(selector: string): Promise<number> {
  const select = document.querySelector<HTMLSelectElement>(selector)!
  const from = performance.now()
  select.value = 'seed'
  select.dispatchEvent(new Event('change', { bubbles: true }))
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('[data-toggle]') === null) requestAnimationFrame(look)
      else requestAnimationFrame(() => resolve(performance.now() - from))
    }
    look()
  })
}
