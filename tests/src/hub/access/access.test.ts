import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { createToken, isHubOf, newSecret, revokeToken, tokenOf } from '#src/access/index.ts'
import { hubToken } from '#src/cli/hub-token.ts'
import type { HubOptions } from '#src/hub/hub.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { enveloped, startedReport } from '../../store/reports.ts'
import { newFolder, startWorld, type World } from '../world.ts'

/** How a hub lets somebody in, lets them go, and what it tells the others. */
const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function started(options: Partial<HubOptions> = {}, folder = newFolder()): Promise<World> {
  const world = await startWorld(options, folder)
  toClose.push(() => world.close())
  return world
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0]!

async function enter(world: World, path = '/'): Promise<string> {
  return cookieOf(await fetch(`${world.hub.url}${path}?ticket=${world.hub.ticket()}`))
}

async function rightsOf(world: World, headers: Record<string, string>) {
  const viewer = io(`${world.hub.url}/viewer`, { transports: ['websocket'], forceNew: true, extraHeaders: headers })
  toClose.push(() => viewer.disconnect())
  const { rights, control } = await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  return { rights, control }
}

describe('the token of the machine', () => {
  it('is made at the first start, for its owner alone, and stays', async () => {
    const world = await started()
    const path = join(world.folder, 'access/machine.token')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(world.folder, 'access')).mode & 0o777).toBe(0o700)
    expect(readFileSync(path, 'utf8')).toMatch(/^[A-Za-z0-9_-]{43}\n$/)
    const again = await started({}, world.folder)
    expect(again.token).toBe(world.token)
  })

  it('is good no more when it is taken away, also for the browsers that it let in', async () => {
    const world = await started({ isPrivate: true })
    const cookie = await enter(world)
    expect((await fetch(`${world.hub.url}/api/runs`, { headers: { cookie } })).status).toBe(200)
    rmSync(join(world.folder, 'access/machine.token'))
    expect((await fetch(`${world.hub.url}/api/runs`, { headers: { cookie } })).status).toBe(401)
    expect((await fetch(`${world.hub.url}/api/runs`, { headers: bearer(world.token) })).status).toBe(401)
  })
})

describe('a ticket', () => {
  it('becomes a cookie that no script reads and no other site sends, on a page that goes on without it', async () => {
    const world = await started()
    const response = await fetch(`${world.hub.url}/runs/a%20b?tab=%22x&ticket=${world.hub.ticket()}&z=1`)
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      new RegExp(`^phasescope-${world.hub.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=\\d+$`),
    )
    const text = await response.text()
    expect(text).toContain('content="0;url=/runs/a%20b?tab=%22x&#38;z=1"')
    expect(text).not.toMatch(/ticket|<script/)
    expect(await rightsOf(world, { cookie: cookieOf(response) })).toEqual({
      rights: ['view', 'control'],
      control: null,
    })
  })

  it('is good once', async () => {
    const world = await started()
    const address = `${world.hub.url}/?ticket=${world.hub.ticket()}`
    expect(cookieOf(await fetch(address))).not.toBe('')
    const again = await fetch(address)
    expect([again.status, cookieOf(again)]).toEqual([200, ''])
  })

  it.each(['//evil.example/', '/\\evil.example/', '/.//evil.example/'])('leads nowhere else: %s', async (path) => {
    const world = await started()
    const raw = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(world.hub.port, '127.0.0.1', () =>
        socket.write(
          `GET ${path}?ticket=${world.hub.ticket()} HTTP/1.1\r\nHost: 127.0.0.1:${world.hub.port}\r\nConnection: close\r\n\r\n`,
        ),
      )
      socket.on('data', (bytes) => (text += String(bytes))).on('close', () => resolve(text))
    })
    expect(/url=([^"]*)"/.exec(raw)?.[1]).toMatch(/^\/(?![/\\])/)
  })

  it('gives what the token gives that it was asked for with', async () => {
    const world = await started()
    const headers = bearer(createToken(world.folder, { right: 'view', name: 'guest' }))
    const { ticket } = (await (await fetch(`${world.hub.url}/api/tickets`, { method: 'POST', headers })).json()) as {
      ticket: string
    }
    const cookie = cookieOf(await fetch(`${world.hub.url}/?ticket=${ticket}`))
    expect(await rightsOf(world, { cookie })).toEqual({
      rights: ['view'],
      control: expect.stringContaining('phasescope open'),
    })
  })

  it('and a browser are lost by nobody because somebody else asks for many', async () => {
    const world = await started()
    const ticket = world.hub.ticket()
    const cookie = await enter(world)
    const token = createToken(world.folder, { right: 'view', name: 'guest' })
    for (let i = 0; i <= 100; i++)
      await fetch(`${world.hub.url}/api/tickets`, { method: 'POST', headers: bearer(token) })
    const entered = () => fetch(`${world.hub.url}/access`, { method: 'POST', body: new URLSearchParams({ token }) })
    for (let i = 0; i <= 200; i++) expect((await entered()).status).toBe(200)
    expect((await rightsOf(world, { cookie })).rights).toContain('control')
    expect(cookieOf(await fetch(`${world.hub.url}/?ticket=${ticket}`))).not.toBe('')
  })
})

describe('a data folder', () => {
  const modeOf = (path: string) => statSync(path).mode & 0o777

  it('that a hub makes is for its owner alone: nobody reads there what they would ask the hub for, or brings code', async () => {
    const folder = join(newFolder(), 'new', 'data')
    const world = await started({}, folder)
    expect(modeOf(world.folder)).toBe(0o700)
    expect(modeOf(join(world.folder, 'access', 'sessions'))).toBe(0o700)
  })

  it('of others’ making is closed to others when its hub is private', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o775)
    await started({}, folder)
    expect(modeOf(folder)).toBe(0o775)
    await started({ isPrivate: true }, folder)
    expect(modeOf(folder)).toBe(0o700)
  })
})

describe('a browser', () => {
  it('that was let in stays so when the hub starts again, and its secret is stored nowhere', async () => {
    const folder = newFolder()
    const first = await startWorld({}, folder)
    const cookie = await enter(first)
    await first.hub.close()
    const secret = cookie.split('=')[1]!
    for (const name of readdirSync(join(folder, 'access'), { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      const path = join(name.parentPath, name.name)
      expect(`${path} ${readFileSync(path, 'utf8')}`).not.toContain(secret)
      expect(statSync(path).mode & 0o777).toBe(0o600)
    }
    const second = await started({ isPrivate: true, port: first.hub.port }, folder)
    expect((await fetch(`${second.hub.url}/api/runs`, { headers: { cookie } })).status).toBe(200)
  })

  it('that has no control looks, and is told how to get it', async () => {
    const world = await started()
    expect(await rightsOf(world, {})).toEqual({
      rights: ['view'],
      control: expect.stringContaining('phasescope open'),
    })
  })

  it('may enter a token on the page that refuses it', async () => {
    const world = await started({ isPrivate: true })
    const refused = await fetch(`${world.hub.url}/runs/r?"><script>`)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('content-type')).toContain('text/html')
    const page = await refused.text()
    expect(page).toContain('type <code>phasescope open</code>; elsewhere')
    expect(page).not.toContain('<script')
    const enter = (token: string, origin = world.hub.url) =>
      fetch(`${world.hub.url}/access`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ token, to: '/runs/r' }),
      })
    const token = createToken(world.folder, { right: 'view', name: 'guest' })
    const entered = await enter(token)
    expect([entered.status, await entered.text()]).toEqual([200, expect.stringContaining('url=/runs/r"')])
    expect(await rightsOf(world, { cookie: cookieOf(entered) })).toMatchObject({ rights: ['view'] })
    expect((await enter(`${token.slice(0, -1)}!`)).status).toBe(401)
    expect((await enter(token, 'http://evil.example')).status).toBe(403)
    expect((await enter(createToken(world.folder, { right: 'report', name: 'trainer' }))).status).toBe(403)
  })
})

describe('a token that is revoked', () => {
  it('is good no more, at once: its requests, its browsers, and its connections', async () => {
    const world = await started({ isPrivate: true })
    const token = createToken(world.folder, { right: 'control', name: 'guest' })
    const cookie = cookieOf(
      await fetch(`${world.hub.url}/access`, { method: 'POST', body: new URLSearchParams({ token, to: '/' }) }),
    )
    const open = { transports: ['websocket'], forceNew: true, reconnection: false }
    const sockets = [
      io(`${world.hub.url}/viewer`, { ...open, auth: { token } }),
      io(`${world.hub.url}/viewer`, { ...open, extraHeaders: { cookie } }),
    ]
    for (const socket of sockets) {
      toClose.push(() => socket.disconnect())
      expect(await socket.emitWithAck('hello', { protocol: PROTOCOL_VERSION })).toMatchObject({ ok: true })
    }
    const gone = sockets.map((socket) => new Promise((resolve) => socket.on('disconnect', resolve)))
    revokeToken(world.folder, 'guest')
    expect((await fetch(`${world.hub.url}/api/runs`, { headers: bearer(token) })).status).toBe(401)
    expect((await fetch(`${world.hub.url}/api/runs`, { headers: { cookie } })).status).toBe(401)
    await Promise.all(gone)
  })
})

describe('wrong tokens', () => {
  it('become too many, and a right one is let in all the same', async () => {
    const world = await started()
    const ask = async (token: string) => (await fetch(`${world.hub.url}/api/runs`, { headers: bearer(token) })).status
    const seen = new Set<number>()
    // Those of a second are forgiven each second, however slow the machine: so many that they cannot all be.
    for (let i = 0; i < 2000 && !seen.has(429); i++) seen.add(await ask('x'.repeat(43)))
    expect([...seen]).toEqual([401, 429])
    expect(await ask(world.token)).toBe(200)
    expect((await fetch(`${world.hub.url}/api/runs`)).status).toBe(200)
  })
})

describe('what is refused', () => {
  it('says what to do, in JSON for programs', async () => {
    const world = await started({ isPrivate: true })
    const why = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${world.hub.url}${path}`, init)
      return { status: response.status, ...((await response.json()) as { error: string }) }
    }
    expect(await why('/api/runs')).toEqual({
      status: 401,
      error: expect.stringMatching(/needs a token; .*phasescope open.*PHASESCOPE_TOKEN.*token create --right view/),
    })
    const view = bearer(createToken(world.folder, { right: 'view', name: 'guest' }))
    expect(await why('/api/runs/r/commands', { method: 'POST', headers: view })).toEqual({
      status: 403,
      error: expect.stringMatching(/needs a token of right control, and this one has view; .*create --right control/),
    })
    expect(await why('/api/runs', { headers: bearer('nonsense') })).toMatchObject({ status: 401 })
  })

  it('says so to a trainer too, and to whoever asks for another namespace', async () => {
    const apart = { transports: ['websocket'], forceNew: true, reconnection: false }
    const world = await started()
    const why = (name: string, token?: string) =>
      new Promise<string>((resolve) => {
        const socket = io(`${world.hub.url}${name}`, { ...apart, ...(token !== undefined && { auth: { token } }) })
        toClose.push(() => socket.disconnect())
        socket.on('connect_error', (error) => resolve(error.message))
      })
    expect(await why('/trainer')).toMatch(/^Reporting a run at this hub needs a token; .*--right report/)
    expect(await why('/trainer', 'nonsense')).toMatch(/^This token is none of this hub.*--right report$/)
    expect(await why('/viewer', 'nonsense')).toMatch(/^This token is none of this hub.*--right view$/)
    const posted = { method: 'POST', headers: bearer('nonsense') }
    const answer = await fetch(`${world.hub.url}/api/runs/r/commands`, posted)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/--right control$/) })
    expect(await why('/')).toMatch(/namespaces are \/viewer and \/trainer/)
  })
})

describe('every answer', () => {
  it('forbids frames, foreign scripts and guesses of its type', async () => {
    const world = await started()
    world.store.ingest(enveloped('r', 0, [startedReport('r')]))
    const paths = ['/', '/api/runs', '/api/runs/none', '/healthz', '/api/nothing', `/?ticket=${world.hub.ticket()}`]
    const answers = await Promise.all([
      ...paths.map((path) => fetch(`${world.hub.url}${path}`)),
      fetch(`${world.hub.url}/api/runs`, { headers: { origin: 'http://evil.example' } }),
      fetch(`${world.hub.url}/api/runs`, { headers: bearer('wrong') }),
      fetch(`${world.hub.url}/socket.io/?EIO=4&transport=polling`),
      fetch(`${world.hub.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: 'http://evil.example' } }),
      fetch(`${world.hub.url}/socket.io/?EIO=1`),
    ])
    for (const { url, headers } of answers) {
      expect({ url, ...Object.fromEntries(headers) }).toMatchObject({
        'content-security-policy': expect.stringMatching(/script-src 'self';.*frame-ancestors 'none'/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('whoever listens where a hub was before', () => {
  async function listening(handler: Parameters<typeof createServer>[1]): Promise<string> {
    const server: Server = createServer(handler)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    toClose.push(() => server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('is not given the token: it cannot show that it has it', async () => {
    const world = await started()
    expect(await hubToken(world.hub.url, world.folder)).toBe(world.token)
    const said: string[] = []
    const impostor = await listening((request, response) => {
      said.push(`${request.url} ${JSON.stringify(request.headers)}`)
      response.end('{"ok":true,"proof":"0000"}')
    })
    expect(await hubToken(impostor, world.folder)).toBeNull()
    expect(said).toHaveLength(1)
    expect(said.join()).not.toContain(tokenOf(world.folder))
  })

  it('cannot pass the question on to the true hub either', async () => {
    const world = await started()
    const relay = await listening(async (request, response) => {
      // As the true hub would be asked, or as the impostor was.
      const asked = await fetch(`${world.hub.url}${request.url}`)
      response.end(await asked.text())
    })
    expect(await isHubOf(world.hub.url, world.token)).toBe(true)
    expect(await isHubOf(relay, world.token)).toBe(false)
  })

  it('cannot do so from another address of this machine, on the same port', async () => {
    const world = await started()
    const { port } = new URL(world.hub.url)
    const nonce = newSecret()
    const told = async (host: string) => {
      const asked = request(`${world.hub.url}/healthz?nonce=${nonce}`, { headers: { host: `${host}:${port}` } }).end()
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      return (await json(answer)) as { ok: boolean; proof?: string }
    }
    expect(await told('127.0.0.1')).toMatchObject({ ok: true, proof: expect.any(String) })
    // What an impostor on ::1 would pass on.
    expect(await told('[::1]')).not.toHaveProperty('proof')
  })
})
