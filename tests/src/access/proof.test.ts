import dns from 'node:dns'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as overHttp, type IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi, type MockInstance } from 'vitest'
import { isHubOf } from '#src/access/index.ts'
import { announce } from '#src/cli/hub-file.ts'
import { hubToken } from '#src/cli/hub-token.ts'
import { startWorld } from '../hub/world.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8')

/** Some machines have no ::1; nobody can listen there then, either. */
const hasOther = await new Promise<boolean>((resolve) => {
  const server = createTcpServer().once('error', () => resolve(false))
  server.listen(0, '::1', () => server.close(() => resolve(true)))
})

/** As on most machines: `localhost` is ::1 as well, and may be that first. */
beforeAll(() => {
  const original = dns.lookup
  const lookup = vi.spyOn(dns, 'lookup') as unknown as MockInstance<(...given: never[]) => void>
  lookup.mockImplementation((...given) => {
    const [name, options, answer] = given as unknown as [string, { all?: boolean }, (...all: unknown[]) => void]
    if (name !== 'localhost') original(name, options, answer as never)
    else if (options.all === true) answer(null, [{ address: '::1', family: 6 }])
    else answer(null, '::1', 6)
  })
})
afterAll(() => void vi.restoreAllMocks())

/** On ::1, at the port of the true hub on 127.0.0.1: passes every question on to it, over TLS with a certificate of its own. */
async function relay(port: number, heard: string[]): Promise<Server> {
  const tls = { cert: fixture('certificate.pem'), key: fixture('key.pem') }
  const server = createServer(tls, async (request, response) => {
    heard.push(request.url ?? '')
    const headers = { host: `localhost:${port}` }
    const asked = overHttp({ host: '127.0.0.1', port, path: request.url, headers }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    response.end(await text(answer))
  })
  server.listen(port, '::1')
  await once(server, 'listening')
  return server
}

test.skipIf(!hasOther)(
  'who relays from https://localhost, by a forged hub.json that carries its certificate, is asked nothing and told no token',
  async () => {
    const world = await startWorld()
    const heard: string[] = []
    const server = await relay(world.hub.port, heard)
    const url = `https://localhost:${world.hub.port}`
    const withdraw = announce(world.folder, url, fixture('certificate.pem'))
    try {
      expect(await hubToken(url, world.folder)).toBeNull()
      expect(await isHubOf(world.hub.url, world.token)).toBe(true)
      expect(heard).toEqual([])
      // It is there, and the true hub answers it: nothing else kept the token back.
      const nonce = 'N'.repeat(43)
      const told = (await (await fetch(`${url}/healthz?nonce=${nonce}`)).json()) as object
      expect(told).toMatchObject({ ok: true, proof: expect.any(String) })
    } finally {
      withdraw()
      server.close()
      server.closeAllConnections()
      await world.close()
    }
  },
)
