import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createToken } from '#src/access/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
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
    if (file === undefined) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html>')
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
  await page.waitForFunction(() => document.title === 'Trained', undefined, { timeout: 250_000 })
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

it('obeys the page of the hub, and goes on with no run, since it keeps none', async () => {
  const { page } = browser
  await page.goto(
    `${allowed}/?${new URLSearchParams({ hub: hub.url, token, id: 'steered', steps: '1e9', waitMs: '200000' }).toString()}`,
  )
  await hub.live('steered')
  const asked = async (command: Parameters<Served['command']>[1]) => (await hub.command('steered', command)).json()
  expect(await asked({ type: 'pause' })).toMatchObject({ ok: true })
  expect(await asked({ type: 'set', key: 'rate', value: 0.01 })).toMatchObject({ ok: true })
  expect(await page.evaluate(() => (window as unknown as { rate: number }).rate)).toBe(0.01)
  expect(await asked({ type: 'stop' })).toMatchObject({ ok: true })
  await page.waitForFunction(() => document.title === 'Trained', undefined, { timeout: 250_000 })
  expect((await hub.view('steered')).summary.status).toBe('stopped')
  expect(await page.evaluate(() => (window as unknown as { refused: string }).refused)).toBe("TypeError: resume: 'must': a page keeps nothing of a run, and cannot go on with one") // prettier-ignore
})

it('keeps what its hub does not take while that is away, and says where', async () => {
  const { page } = browser
  await page.goto(
    `${allowed}/?${new URLSearchParams({ hub: hub.url, token, id: 'away', steps: '1e9', waitMs: '200000' }).toString()}`,
  )
  await hub.live('away')
  await hub.kill()
  await page.waitForFunction(() => (window as unknown as { said: string[] }).said.some((one) => one.includes('A page has no disk: what the hub has not taken is kept in memory'))) // prettier-ignore
  hub = await served(data.path, { port: new URL(hub.url).port, args: ['--allow-origin', allowed] })
  await hub.live('away')
  expect((await hub.command('away', { type: 'stop' })).ok).toBe(true)
  await page.waitForFunction(() => document.title === 'Trained', undefined, { timeout: 250_000 })
  const { summary, facts, series } = await hub.view('away')
  expect(summary.status).toBe('stopped')
  const lost = facts.reduce((sum, { report }) => sum + (report.type === 'thinned' ? report.of - report.kept : 0), 0)
  const of = (name: string) => series.find((one) => one.name === name)!
  const logged = await page.evaluate(() => (window as unknown as { logged: number }).logged)
  const stored = of('loss').points + of('weights').points
  console.log({ logged, lastStep: of('loss').lastStep, stored, lost })
  expect(stored).toBeLessThanOrEqual(2 * logged)
  // Nothing is missing that is not told. What the hub had taken when it was killed, and not acknowledged, is counted as thinned too.
  expect(stored + lost).toBeGreaterThanOrEqual(2 * logged)
})

/** What the hub answers a page that speaks for itself: to an entrance, and then to one event. */
async function answered(origin: string, namespace: string, shown: string, event?: readonly unknown[]): Promise<string> {
  const { page } = browser
  await page.goto(`${origin}/blank`)
  const send = [`40${namespace},${JSON.stringify({ token: shown })}`, ...(event === undefined ? [] : [`42${namespace},0${JSON.stringify(event)}`])] // prettier-ignore
  return page.evaluate(
    ([address, first, second]) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address!)
        socket.onerror = () => resolve('no connection')
        socket.onmessage = ({ data }) => {
          const text = String(data)
          if (text.startsWith('0')) socket.send(first!)
          else if (text.startsWith('40') && second !== undefined) socket.send(second)
          else if (text.startsWith('4')) resolve(text)
        }
      }),
    [`${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, ...send],
  )
}

it('of an origin that was allowed, a token lets it report and nothing else, whatever more it gives', async () => {
  const all = hub.token
  const greeting = (run: string, writer = 'trainer') => ['hello', { protocol: PROTOCOL_VERSION, run, writer, secret: 's'.repeat(43), accepts: [] }] // prettier-ignore
  const looks = ['hello', { protocol: PROTOCOL_VERSION }]
  expect(await answered(allowed, '/viewer', all, looks)).toMatch(/^44\/viewer,.*Looking.*needs a token/)
  expect(await answered(allowed, '/viewer', '', looks)).toMatch(/^44\/viewer,/)
  expect(await answered(allowed, '/trainer', createToken(data.path, { right: 'control', name: 'c' }), greeting('x'))).toMatch(/^44\/trainer,.*needs a token of right report/) // prettier-ignore
  // The run of somebody else: the secret is not that of its writer.
  expect(await answered(allowed, '/trainer', token, greeting('in-a-page'))).toMatch(
    /^43\/trainer,0\[\{"ok":false,"why":".*secret/,
  )
  expect(await answered(allowed, '/trainer', all, greeting('in-a-page', 'people'))).toMatch(
    /stands for whoever looks on/,
  )
  for (const event of [
    ['list', { size: 1 }],
    ['command', 'in-a-page', { type: 'stop' }],
    ['label', 'in-a-page', { name: 'mine' }],
    ['remove', 'in-a-page'],
  ])
    // prettier-ignore
    expect(await answered(allowed, '/trainer', all, event), String(event[0])).toMatch(/^43\/trainer,0\[\{"ok":false/)
  expect(await answered(other, '/trainer', all, greeting('y'))).toBe('no connection')
  expect((await hub.runs()).map(({ run }) => run.id).toSorted()).toEqual(['away', 'in-a-page', 'steered'])
})

it('of another origin, or with a token that does not report, it gets nowhere and trains on', async () => {
  const elsewhere = await trained(other, 'of-another', token)
  expect(elsewhere.join()).toMatch(/No hub at http:\/\/127/)
  expect(elsewhere.at(-1)).toMatch(/have not reached the hub, and are lost/)
  const looking = createToken(data.path, { right: 'view', name: 'looks' })
  expect((await trained(allowed, 'of-a-viewer', looking)).join()).toMatch(/needs a token of right report/)
  expect((await hub.runs()).map(({ run }) => run.id).toSorted()).toEqual(['away', 'in-a-page', 'steered'])
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
  await page.waitForFunction(() => document.title === 'Trained', undefined, { timeout: 250_000 })
  expect((await hub.view('once-more')).summary.status).toBe('completed')
})
