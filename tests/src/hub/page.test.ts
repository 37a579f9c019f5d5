import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Catalogue } from '#src/hub/hub.ts'
import { newFolder, startWorld, type World } from './world.ts'

/** How a hub serves the built page and its JSON: which bytes, under which headers. */
const SCRIPT = `export const words = ${JSON.stringify('a loss that falls '.repeat(400))}\n`
const NAME = '/_app/immutable/chunks/a.js'
let world: World
let folder: string

beforeAll(async () => {
  folder = newFolder()
  mkdirSync(join(folder, '_app/immutable/chunks'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<h1>Phasescope</h1>')
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>')
  writeFileSync(join(folder, NAME), SCRIPT)
  writeFileSync(join(folder, `${NAME}.br`), brotliCompressSync(SCRIPT))
  writeFileSync(join(folder, `${NAME}.gz`), gzipSync(SCRIPT))
  const probes = Array.from({ length: 40 }, (_, i) => ({ id: `probe-${i}`, about: 'what it measures' }))
  const catalogue = {
    probes: probes as unknown as Catalogue['probes'],
    detectors: [],
    launchable: () => Promise.resolve({ experiments: [], faults: [] }),
  }
  world = await startWorld({ pageFolder: folder, catalogue })
})
afterAll(() => world.close())

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** What comes over the line, unlike what `fetch` makes of it. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = { authorization: `Bearer ${world.token}`, ...headers }
    request(new URL(path, world.hub.url), { method, headers: sent, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
      .on('error', reject)
      .end()
  })
}

const BROTLI = { 'accept-encoding': 'gzip, deflate, br' }

test('a script comes in the best encoding that is taken, and is the same in each', async () => {
  const [br, gz, plain, refused] = await Promise.all([
    ask(NAME, BROTLI),
    ask(NAME, { 'accept-encoding': 'gzip' }),
    ask(NAME),
    ask(NAME, { 'accept-encoding': 'br;q=0' }),
  ])
  expect([br, gz, plain, refused].map(({ headers }) => headers['content-encoding'])).toEqual([
    'br',
    'gzip',
    undefined,
    undefined,
  ])
  const read = [brotliDecompressSync(br.body), gunzipSync(gz.body), plain.body, refused.body].map(String)
  expect(read).toEqual([SCRIPT, SCRIPT, SCRIPT, SCRIPT])
  for (const { status, headers, body } of [br, gz, plain, refused]) {
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(body.length),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    })
  }
  expect(new Set([br, gz, plain].map(({ headers }) => headers.etag)).size).toBe(3)
})

test('HEAD says what GET would, and sends nothing', async () => {
  const [got, head] = await Promise.all([ask(NAME, BROTLI), ask(NAME, BROTLI, 'HEAD')])
  expect(head.status).toBe(200)
  expect(head.body.length).toBe(0)
  expect({ ...head.headers, date: '' }).toEqual({ ...got.headers, date: '' })
})

test('what a client has is not sent again, and its caching is said once more', async () => {
  const { headers } = await ask(NAME, BROTLI)
  for (const known of [String(headers.etag), `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
    const again = await ask(NAME, { ...BROTLI, 'if-none-match': known })
    expect(again.status).toBe(304)
    expect(again.body.length).toBe(0)
    expect(again.headers).toMatchObject({
      etag: headers.etag,
      vary: 'Accept-Encoding',
      'cache-control': headers['cache-control'],
    })
  }
  // The bytes of another encoding are others.
  expect((await ask(NAME, { 'if-none-match': String(headers.etag) })).status).toBe(200)
})

test('a range is a part of the bytes in that encoding, unless they are others by now', async () => {
  const whole = await ask(NAME, BROTLI)
  const part = await ask(NAME, { ...BROTLI, range: 'bytes=3-9' })
  expect(part.status).toBe(206)
  expect(part.headers).toMatchObject({
    'content-range': `bytes 3-9/${whole.body.length}`,
    'content-length': '7',
    'content-encoding': 'br',
  })
  expect(part.body).toEqual(whole.body.subarray(3, 10))
  expect((await ask(NAME, { range: 'bytes=-4' })).body).toEqual(Buffer.from(SCRIPT).subarray(-4))
  const beyond = await ask(NAME, { range: `bytes=${SCRIPT.length}-` })
  expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${SCRIPT.length}`])
  expect((await ask(NAME, { ...BROTLI, range: 'bytes=0-1', 'if-range': '"other"' })).body).toEqual(whole.body)
  const same = await ask(NAME, { ...BROTLI, range: 'bytes=0-1', 'if-range': String(whole.headers.etag) })
  expect(same.status).toBe(206)
})

test('every path that is no file is the page; a file that is missing is missed', async () => {
  for (const path of ['/', '/runs/modular-1', '/runs/with.dots.js', '/compare?runs=a,b', '/..%2f..%2fpackage.json'])
    expect(String((await ask(path, BROTLI)).body), path).toBe('<h1>Phasescope</h1>')
  for (const path of ['/_app/immutable/chunks/gone.js', '/gone.png']) expect((await ask(path)).status, path).toBe(404)
  expect((await ask('/')).headers['cache-control']).toBe('no-cache')
  const posted = await ask('/', {}, 'POST')
  expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD'])
})

test('a hub serves on what it was started with when the build is gone', async () => {
  rmSync(folder, { recursive: true })
  expect(String((await ask(NAME)).body)).toBe(SCRIPT)
})

test('long JSON comes compressed to whoever takes it, short JSON as it is', async () => {
  const path = '/api/probes'
  const [zipped, plain] = await Promise.all([ask(path, { 'accept-encoding': 'gzip' }), ask(path)])
  expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(gunzipSync(zipped.body)).toEqual(plain.body)
  expect(zipped.body.length).toBeLessThan(plain.body.length / 4)
  const short = await ask('/healthz', { 'accept-encoding': 'gzip' })
  expect(short.headers['content-encoding']).toBeUndefined()
  expect(JSON.parse(String(short.body))).toMatchObject({ ok: true })
})
