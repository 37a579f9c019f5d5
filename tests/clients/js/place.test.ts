import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Server } from 'socket.io'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { init } from '#src/clients/js/index.ts'
import { findPlace } from '#src/clients/js/place.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'

/** Whoever listens where a hub was announced, and lets everybody in: it learns no token and no secret. */
let state: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  state = temporaryFolder()
  vi.stubEnv('XDG_STATE_HOME', state.path)
  vi.stubEnv('PHASESCOPE_DATA', '')
  vi.stubEnv('PHASESCOPE_HUB', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  state[Symbol.dispose]()
})

/** Announces a hub as one does; `named`: the file that says so in the folder of all. */
function announce(data: string, url: string, named = 'hub.json'): void {
  const folder = join(state.path, 'phasescope', 'hubs')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(data, 'hub.json'), JSON.stringify({ url, pid: process.pid }))
  writeFileSync(join(folder, named), JSON.stringify({ data, url, pid: process.pid, host: hostname() }))
}

/** A program that speaks as a hub does, and keeps all that it hears. */
async function listener() {
  const heard: string[] = []
  const called = vi.fn()
  const http = createServer((request: IncomingMessage, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`)
    // It passes on whatever proof it likes.
    response.end(JSON.stringify({ proof: 'a'.repeat(64) }))
  })
  const sockets = new Server(http, { cors: { origin: '*' } })
  sockets.of('/trainer').on('connection', (socket) => {
    heard.push(JSON.stringify(socket.handshake.auth), JSON.stringify(socket.handshake.headers))
    socket.onAny((...event: unknown[]) => heard.push(JSON.stringify(event)))
    called()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return { heard, called, port, [Symbol.asyncDispose]: () => sockets.close() }
}

test.each(['127.0.0.1', 'localhost'])('a program at %s, where a hub was announced, is told nothing', async (host) => {
  using data = temporaryFolder()
  await using there = await listener()
  const token = machineToken(data.path)
  announce(data.path, `http://${host}:${there.port}`)
  vi.stubEnv('PHASESCOPE_TOKEN', 'given'.padEnd(43, '-'))
  const said: string[] = []
  const run = init({ id: 'told', say: (sentence) => void said.push(sentence) })
  run.log({ x: 'secret numbers'.length })
  await vi.waitFor(() => expect(there.called).toHaveBeenCalled(), { timeout: 60_000 })
  await vi.waitFor(() => expect(said.join()).toContain('asks a trainer for no token'), { timeout: 60_000 })
  await run.finish()
  const { code } = await phasescope(['resend', '--data', data.path], { XDG_STATE_HOME: state.path })
  expect(code).toBe(1) // it is kept
  const all = there.heard.join('\n')
  for (const secret of [token, 'given', 'hello', 'reports']) expect(all, secret).not.toContain(secret)
})

test('what is announced by no file of this user is not believed, and hides no hub that is', async () => {
  using data = temporaryFolder()
  using other = temporaryFolder()
  await using hub = await served(data.path, { env: { XDG_STATE_HOME: state.path } })
  const folder = join(state.path, 'phasescope', 'hubs')
  const evil = { url: 'http://127.0.0.1:1', pid: process.pid }
  writeFileSync(join(other.path, 'hub.json'), JSON.stringify(evil))
  const entry = { ...evil, data: other.path, host: hostname() }
  const odd: Record<string, object> = { machine: { ...entry, host: 'another-machine' }, relative: { ...entry, data: 'data' }, long: { ...entry, more: 'x'.repeat(40_000) } } // prettier-ignore
  for (const [name, said] of Object.entries(odd)) writeFileSync(join(folder, `${name}.json`), JSON.stringify(said))
  writeFileSync(join(state.path, 'target.json'), JSON.stringify(entry))
  symlinkSync(join(state.path, 'target.json'), join(folder, 'linked.json'))
  symlinkSync(join(state.path, 'nowhere'), join(folder, 'dangling.json'))
  execFileSync('mkfifo', [join(folder, 'pipe.json')])
  expect(findPlace(undefined)).toMatchObject({ url: hub.url, data: data.path })
  for (const word of [
    '{"url":"file:///etc/passwd","pid":1}',
    `{"url":"http://127.0.0.1:1","pid":${2 ** 22 + 1}}`,
    '[]',
    '{',
  ]) {
    writeFileSync(join(other.path, 'hub.json'), word)
    vi.stubEnv('PHASESCOPE_DATA', other.path)
    expect(findPlace(undefined)).toMatchObject({ url: hub.url, data: data.path })
  }
  rmSync(join(folder, 'pipe.json'))
})
