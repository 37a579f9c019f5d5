import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createToken } from '#src/access/index.ts'
import { phasescope, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** A page of another origin trains, with the client as `phasescope client` writes it: which origins get in, a browser decides. */
const data = temporaryFolder()
const client = temporaryFolder()
let hub: Served
let browser: Opened
let token: string
const sites: Server[] = []
let allowed: string
let other: string

beforeAll(async () => {
  const { code, stdout, stderr } = await phasescope(['client', '--to', client.path])
  expect(code, stderr).toBe(0)
  expect(stdout).toBe(`${join(client.path, 'phasescope.js')}\n`)
  allowed = await site()
  other = await site()
  browser = await opened()
  hub = await served(data.path, { args: ['--allow-origin', allowed] })
  token = createToken(data.path, { right: 'report', name: 'page' })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  for (const server of sites) server.close()
  data[Symbol.dispose]()
  client[Symbol.dispose]()
})

/** Serves the page and the client, and gives its origin. */
async function site(): Promise<string> {
  const files: Readonly<Record<string, { readonly type: string; readonly path: string }>> = {
    '/': { type: 'text/html', path: join(import.meta.dirname, 'page-that-trains.html') },
    '/phasescope.js': { type: 'text/javascript', path: join(client.path, 'phasescope.js') },
  }
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://site').pathname]
    if (file === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': file.type }).end(readFileSync(file.path))
  })
  sites.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Opens the page at an origin, and gives what it was told once it has trained. */
async function trained(origin: string, id: string, shown: string): Promise<readonly string[]> {
  const { page } = browser
  await page.goto(`${origin}/?${new URLSearchParams({ hub: hub.url, token: shown, id }).toString()}`)
  await page.waitForFunction(() => document.title === 'Trained')
  return page.evaluate(() => (window as unknown as { said: string[] }).said)
}

it('of an origin that was allowed, it is on the hub with every value', async () => {
  expect(await trained(allowed, 'in-a-page', token)).toEqual([])
  const { summary } = await hub.view('in-a-page')
  expect(summary).toMatchObject({ status: 'completed', run: { experiment: 'in a page', steps: 200, client: { name: 'js' } } }) // prettier-ignore
  const { steps, values } = await hub.points('in-a-page', 'loss')
  expect(steps).toEqual(Array.from({ length: 200 }, (_, i) => i))
  expect(values).toEqual(Array.from({ length: 200 }, (_, i) => (i === 3 ? 'NaN' : 1 / (i + 1))))
  await browser.enter(hub)
  await browser.page.goto(`${hub.url}/runs/in-a-page`)
  await browser.page.locator('[data-testid="status"][data-status="completed"]').waitFor()
  await browser.page.getByRole('heading', { name: 'loss' }).first().waitFor()
})

it('of another origin, or with a token that does not report, it gets nowhere and trains on', async () => {
  const elsewhere = await trained(other, 'of-another', token)
  expect(elsewhere.join()).toMatch(/No hub at http:\/\/127/)
  expect(elsewhere.at(-1)).toMatch(/have not reached the hub, and are lost/)
  const looking = createToken(data.path, { right: 'view', name: 'looks' })
  expect((await trained(allowed, 'of-a-viewer', looking)).join()).toMatch(/needs a token of right report/)
  expect((await hub.runs()).map(({ run }) => run.id)).toEqual(['in-a-page'])
})

it('of an origin that was allowed, it can neither look nor steer, whatever its visitor may', async () => {
  const { page } = browser
  await browser.enter(hub)
  await page.goto(`${allowed}/?${new URLSearchParams({ hub: hub.url, token, id: 'once-more' }).toString()}`)
  const answers = await page.evaluate(async (url) => {
    const asked = async (path: string, init: RequestInit) =>
      fetch(`${url}${path}`, { credentials: 'include', ...init }).then(
        () => 'read',
        () => 'refused',
      )
    const stop = { method: 'POST', body: '{"type":"stop"}' }
    return [
      await asked('/api/runs', {}),
      await asked('/healthz', {}),
      await asked('/api/runs/once-more/commands', stop),
    ]
  }, hub.url)
  expect(answers).toEqual(['refused', 'refused', 'refused'])
  await page.waitForFunction(() => document.title === 'Trained')
  expect((await hub.view('once-more')).summary.status).toBe('completed')
})
