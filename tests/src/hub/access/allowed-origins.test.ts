import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createToken } from '#src/access/index.ts'
import { listeningFrom } from '#src/cli/serve-options.ts'
import { greetingOf } from '../../../greeting.ts'
import { startWorld, type World } from '../world.ts'

const ALLOWED = 'https://lab.example'
const OTHERS = ['https://evil.example', 'https://lab.example.evil.example', 'http://lab.example', 'https://lab.example:8443', 'null', '*'] // prettier-ignore

let world: World
let tokens: Record<'view' | 'control' | 'report' | 'machine', string>
beforeAll(async () => {
  world = await startWorld({ allowedOrigins: [ALLOWED] })
  const token = (right: 'view' | 'control' | 'report') => createToken(world.folder, { right, name: right })
  tokens = { view: token('view'), control: token('control'), report: token('report'), machine: world.token }
})
afterAll(() => world.close())

/** What comes of connecting: the answer to a first event, or why there was none. */
async function connected(namespace: string, origin: string, token: string | null, transport = 'websocket') {
  const socket: Socket = io(`${world.hub.url}${namespace}`, {
    ...{ transports: [transport], reconnection: false, forceNew: true, extraHeaders: { origin } },
    auth: token === null ? {} : { token },
  })
  try {
    return await new Promise<string>((resolve) => {
      socket.on('connect', () => resolve('in'))
      socket.on('connect_error', (error) => resolve(error.message))
    })
  } finally {
    socket.disconnect()
  }
}

describe('a page of an origin that was allowed', () => {
  it.each(['report', 'machine'] as const)('reports runs, with a token that gives that (%s)', async (right) => {
    expect(await connected('/trainer', ALLOWED, tokens[right])).toBe('in')
  })

  it('reports nothing without one', async () => {
    expect(await connected('/trainer', ALLOWED, null)).toMatch(/needs a token/)
    expect(await connected('/trainer', ALLOWED, 'A'.repeat(43))).toMatch(/none of this hub/)
    for (const right of ['view', 'control'] as const)
      expect(await connected('/trainer', ALLOWED, tokens[right])).toMatch(/needs a token of right report/)
  })

  it('looks at nothing and controls nothing, whatever it sends', async () => {
    for (const token of [null, ...Object.values(tokens)])
      expect(await connected('/viewer', ALLOWED, token)).not.toBe('in')
    for (const path of ['/', '/healthz', '/api/runs', '/api/runs/a/points/loss', '/runs/a'])
      for (const token of [null, tokens.machine]) {
        const headers = new Headers({ origin: ALLOWED })
        if (token !== null) headers.set('authorization', `Bearer ${token}`)
        const response = await fetch(`${world.hub.url}${path}`, { headers })
        expect([path, response.status]).toEqual([path, 403])
        expect(response.headers.get('access-control-allow-origin')).toBeNull()
      }
    const posted = await fetch(`${world.hub.url}/api/tickets`, {
      method: 'POST',
      headers: { origin: ALLOWED, authorization: `Bearer ${tokens.machine}` },
    })
    expect(posted.status).toBe(403)
  })

  it('obeys what every writer obeys: the secret of a run is that of who began it', async () => {
    const socket: Socket = io(`${world.hub.url}/trainer`, {
      ...{ transports: ['websocket'], forceNew: true, extraHeaders: { origin: ALLOWED } },
      auth: { token: tokens.report },
    })
    const hello = (secret: string) => socket.emitWithAck('hello', { ...greetingOf('run-of-a-page'), secret }) as Promise<{ ok: boolean }> // prettier-ignore
    expect(await hello('a'.repeat(43))).toMatchObject({ ok: true, next: 0 })
    expect((await hello('b'.repeat(43))).ok).toBe(false)
    socket.disconnect()
  })
})

it.each(OTHERS)('a page of another origin (%s) gets nowhere', async (origin) => {
  for (const namespace of ['/trainer', '/viewer'])
    expect(await connected(namespace, origin, tokens.machine)).not.toBe('in')
  const response = await fetch(`${world.hub.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })
  expect(response.status).toBe(403)
})

test('an allowed origin may be reached under no other name of the hub', async () => {
  const socket: Socket = io(`${world.hub.url}/trainer`, {
    ...{ transports: ['websocket'], reconnection: false, extraHeaders: { origin: ALLOWED, host: 'evil.example' } },
    auth: { token: tokens.machine },
  })
  const came = await new Promise((resolve) => {
    socket.on('connect', () => resolve('in'))
    socket.on('connect_error', () => resolve('refused'))
  })
  socket.disconnect()
  expect(came).toBe('refused')
})

describe('what --allow-origin takes', () => {
  const allowed = (...allowOrigin: string[]) => listeningFrom({ allowOrigin }).allowedOrigins

  it('is origins, each whole', () => {
    expect(allowed()).toEqual([])
    const given = ['https://lab.example:8443', 'HTTPS://Lab.Example/', 'http://localhost:5173', 'http://[::1]:8000']
    expect(allowed(...given)).toEqual([given[0], 'https://lab.example', given[2], given[3]])
  })

  it.each([
    ['*', /no wildcard/],
    ['https://*.lab.example', /no wildcard/],
    ['lab.example', /expected one origin/],
    ['null', /expected one origin/],
    ['file:///tmp/page.html', /expected one origin/],
    ['https://lab.example/page', /without path.*https:\/\/lab.example/],
    ['https://me:secret@lab.example', /without path, user/],
    ['http://lab.example', /expected https/],
  ])('is not %s', (given, why) => {
    expect(() => allowed(given)).toThrow(why)
  })
})
