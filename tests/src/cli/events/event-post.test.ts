import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { eventAddress, isLoopback } from '#src/cli/events/event-address.ts'
import { postTelling } from '#src/cli/events/event-post.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { eventOf, moment } from './teller.ts'

/** The address to which events are posted, with real servers. */
const never = new AbortController().signal
const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  closing.push(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString()
}

test('an event is posted as JSON to the path that was named', async () => {
  const posted: unknown[] = []
  const origin = await serving((request, response) => {
    void bodyOf(request).then((body) => {
      posted.push([request.method, request.url, request.headers['content-type'], JSON.parse(body)])
      response.end()
    })
  })
  const event = eventOf(moment(7, 'a\u0000\u001b"\\'))
  await postTelling(`${origin}/hook?key=1#part`)(event, never)
  await postTelling(`${origin.replace('127.0.0.1', 'localhost')}/named`)(event, never)
  expect(posted).toEqual([
    ['POST', '/hook?key=1', 'application/json', event],
    ['POST', '/named', 'application/json', event],
  ])
})

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is not followed, and said without the path, which may be a secret',
  async (status) => {
    let asked = 0
    const elsewhere = await serving((_, response) => {
      asked++
      response.end()
    })
    const origin = await serving((_, response) =>
      response.writeHead(status, { location: `${elsewhere}/metadata` }).end(),
    )
    const error = await postTelling(`${origin}/secret-token`)(eventOf(moment(1)), never).then(() => '', String)
    expect(error).toMatch(new RegExp(`it answered ${status}, which is to go elsewhere`))
    expect(error).not.toContain('secret-token')
    expect(asked).toBe(0)
  },
)

test('an answer that is no success, none in time, or without an end is a failure, and its body is not read', async () => {
  const telling = (origin: string, ms = 60_000) => postTelling(origin, ms)(eventOf(moment(1)), never)
  await expect(telling(await serving((_, response) => response.writeHead(500).end('x')))).rejects.toThrow(
    /answered 500/,
  )
  await expect(telling(await serving(() => {}), 300)).rejects.toThrow(/no answer within 0\.3 s/)
  const endless = await serving((_, response) => {
    const more = () => response.write('x'.repeat(65_536), (error) => error ?? setImmediate(more))
    more()
  })
  await telling(endless)
  const gone = await serving(() => {})
  closing.splice(0).forEach((close) => close())
  await expect(telling(gone)).rejects.toThrow(/ECONNREFUSED/)
})

test.each([
  'http://127.0.0.1:8080/x',
  'http://localhost/x',
  'http://127.9.9.9/',
  'http://[::1]:9/',
  'http://2130706433/', // 127.0.0.1, as one number
  'http://[::ffff:127.0.0.1]/',
  'https://127.0.0.1/',
  'https://ntfy.example.org/runs?x=1',
])('%s is an address that may be told', (given) => {
  expect(eventAddress(given).href).toBe(new URL(given).href)
})

test.each([
  ['http://example.org/', /expected https for example\.org/],
  ['http://10.0.0.1/', /got 10\.0\.0\.1: nobody can tell/],
  ['https://10.0.0.1/', /nobody can tell/],
  ['http://169.254.169.254/latest/meta-data', /nobody can tell/],
  ['https://169.254.169.254/', /nobody can tell/],
  ['http://0.0.0.0:80/', /nobody can tell/],
  ['http://[::]/', /nobody can tell/],
  ['http://[fe80::1]/', /nobody can tell/],
  ['http://[::ffff:10.0.0.1]/', /nobody can tell/],
  ['http://0x0a000001/', /got 10\.0\.0\.1/],
  ['http://127.0.0.1.example.org/', /expected https/],
  ['http://localhost.example.org/', /expected https/],
  ['http://localhost./', /expected https/],
  ['http://metadata/', /expected https/],
  ['https://user:word@example.org/', /without a user and a password/],
  ['http://user@127.0.0.1/', /without a user and a password/],
  ['ftp://127.0.0.1/', /expected http or https, got ftp/],
  ['file:///etc/passwd', /expected http or https, got file/],
  ['javascript:alert(1)', /expected http or https/],
  ['example.org', /expected an address such as/],
  ['', /expected an address such as/],
])('%j is refused', (given, why) => {
  expect(() => eventAddress(given)).toThrow(why)
})

test('an address may be in a file, and what a file holds is not said where it is none', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'hook')
  writeFileSync(path, 'https://hooks.example.org/secret\n')
  expect(eventAddress(`@${path}`).href).toBe('https://hooks.example.org/secret')
  writeFileSync(path, 'a secret')
  expect(() => eventAddress(`@${path}`)).toThrow(/got what .*hook holds$/)
  expect(() => eventAddress(`@${path}.gone`)).toThrow(/cannot read/)
})

test('only addresses of this machine are loopback', () => {
  expect(['127.0.0.1', '::1', 'localhost', '::ffff:7f00:1'].map(isLoopback)).toEqual([true, true, true, true])
  expect(['0.0.0.0', '::', '128.0.0.1', 'localhost.', '10.0.0.1'].some(isLoopback)).toBe(false)
})

test('an address that answers with another protocol, or with nothing to the end, does not keep its place for ever', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    )
  }).listen(0, '127.0.0.1')
  closing.push(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(postTelling(url)(eventOf(moment(1)), never)).rejects.toThrow(
    /it closed the connection without an answer/,
  )
})
