import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { createToken } from '#src/access/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { newFolder, startWorld } from '../world.ts'

const FILES = ['index.html', 'icon.svg', 'app.css', 'font.woff2', 'data.json', 'picture.png', '_app/immutable/a.js', '_app/immutable/a.js.map', 'worker.wasm'] // prettier-ignore

test('every kind of file of the page, however it is asked for, forbids frames, foreign scripts and guesses of its type', async () => {
  const pageFolder = newFolder()
  mkdirSync(join(pageFolder, '_app/immutable'), { recursive: true })
  for (const file of FILES) writeFileSync(join(pageFolder, file), '<h1>x</h1>')
  const world = await startWorld({ pageFolder })
  try {
    const asked: Promise<Response>[] = []
    for (const path of [...FILES, '', 'runs/r', 'none.js', '..%2f..%2fetc/passwd']) {
      const address = `${world.hub.url}/${path}`
      const { headers } = await fetch(address)
      const etag = headers.get('etag') ?? 'none'
      const ways: RequestInit[] = [
        {},
        ...['HEAD', 'POST', 'OPTIONS'].map((method) => ({ method })),
        { headers: { range: 'bytes=0-1' } },
        { headers: { 'if-none-match': etag } },
      ]
      for (const way of ways) asked.push(fetch(address, way))
    }
    const seen = new Set<number>()
    for (const { url, status, headers } of await Promise.all(asked)) {
      seen.add(status)
      expect({ url, status, ...Object.fromEntries(headers) }).toMatchObject({
        'content-security-policy': expect.stringMatching(/script-src 'self'.*frame-ancestors 'none'/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      })
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
    }
    expect([...seen].toSorted()).toEqual(expect.arrayContaining([200, 206, 304]))
  } finally {
    await world.close()
  }
})

test.each(['polling', 'websocket'] as const)(
  'who may only look still may only look after a new connection, by %s',
  async (transport) => {
    const world = await startWorld({ isPrivate: true })
    const token = createToken(world.folder, { right: 'view', name: 'guest' })
    const socket = io(`${world.hub.url}/viewer`, { transports: [transport], auth: { token }, forceNew: true })
    try {
      for (let time = 0; time < 3; time++) {
        expect(await socket.emitWithAck('hello', { protocol: PROTOCOL_VERSION })).toMatchObject({ rights: ['view'] })
        expect(await socket.emitWithAck('command', 'r', { type: 'pause' })).toMatchObject({ ok: false })
        const again = new Promise((resolve) => socket.once('connect', () => resolve(null)))
        socket.io.engine.close() // the transport closes; it calls again
        await again
      }
    } finally {
      socket.disconnect()
      await world.close()
    }
  },
)
