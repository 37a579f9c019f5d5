import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'
import { curve, storeRuns } from './stored-run.ts'

/** What a browser that has never been here is sent before a run is drawn. Bytes are counted, not time. */
const MOST_BYTES = 160_000
/** And of scripts alone before a page shows what it is for. */
const MOST_SCRIPT = 200_000
const data = temporaryFolder()
let hub: Served
let browser: Opened

beforeAll(async () => {
  const group = 'loss' as const
  const curves = [curve('train-loss', 50, (step) => 1 / (1 + step), { group })]
  storeRuns(data.path, [
    { id: 'run', curves },
    ...[0, 1, 2].map((rate) => ({ id: `member-${rate}`, run: { parameters: { rate }, group: 'study' }, curves })),
  ])
  hub = await served(data.path)
  browser = await opened()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

it('a run is drawn after at most 160 KB of HTML, scripts and styles, all of them compressed', async () => {
  const { page } = browser
  const session = await page.context().newCDPSession(page)
  const sent = await counted(session)
  await page.goto(`${hub.url}/runs/run`)
  await page.locator('[data-testid="badge"]', { hasText: 'points' }).first().waitFor()
  await page.waitForLoadState('networkidle')
  const texts = sent().filter(({ type }) => /^(Document|Script|Stylesheet)$/.test(type))
  console.log(
    texts.map((t) => `${t.bytes} ${t.type} ${t.url}`).join('\n'),
    texts.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  expect(texts.map(({ type }) => type)).toContain('Script')
  expect(texts.filter(({ encoding }) => encoding !== 'br').map(({ url }) => url)).toEqual([])
  expect(texts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MOST_BYTES)
})

const PAGES = [
  { what: 'The list', path: '/', shown: 'a[href="/runs/run"]' },
  { what: 'A comparison', path: '/compare?runs=run,member-1', shown: '[data-testid="badge"]:not(:empty)' },
  { what: 'A comparison of groups', path: '/compare?where=rate+>+-1', shown: '[data-testid="badge"]:not(:empty)' },
  { what: 'Launching', path: '/launch', shown: 'h1' },
]
it.each(PAGES)('$what is shown after at most 200 KB of scripts', async ({ path, shown }) => {
  await using fresh = await opened()
  const session = await fresh.page.context().newCDPSession(fresh.page)
  const sent = await counted(session)
  await fresh.page.goto(`${hub.url}${path}`)
  await fresh.page.locator(shown).first().waitFor()
  await fresh.page.waitForLoadState('networkidle')
  const scripts = sent().filter(({ type }) => type === 'Script')
  console.log(
    path,
    scripts.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MOST_SCRIPT)
})

interface Sent {
  readonly url: string
  readonly type: string
  readonly encoding: string | undefined
  /** Headers and body, as they came over the line. */
  readonly bytes: number
}

/** Listens to what a page is sent. */
async function counted(session: CDPSession): Promise<() => Sent[]> {
  const answers = new Map<string, Omit<Sent, 'bytes'>>()
  const bytes = new Map<string, number>()
  session.on('Network.responseReceived', ({ requestId, type, response: { url, headers } }) => {
    const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
    answers.set(requestId, { url, type, encoding: new Map(names).get('content-encoding') })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength))
  await session.send('Network.enable')
  return () => [...answers].map(([id, answer]) => ({ ...answer, bytes: bytes.get(id) ?? 0 }))
}
