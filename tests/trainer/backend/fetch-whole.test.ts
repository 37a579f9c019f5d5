import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fetchWhole, DownloadError } from '../../../trainer/backend/native/fetch-whole.ts'
import { temporaryFolder } from '../../phasescope.ts'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251))
const sha256 = createHash('sha256').update(content).digest('hex')

let folder: ReturnType<typeof temporaryFolder>
let server: Server
let path: string
let asked: (string | undefined)[]

beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'a.whl')
  asked = []
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
  folder[Symbol.dispose]()
})

/** An index with the file; `answer` says how it sends what is asked for, from a byte on. */
async function indexThat(
  answer: (response: ServerResponse, from: number) => void,
  { knowsRanges = true } = {},
): Promise<string> {
  server = createServer((request: IncomingMessage, response) => {
    asked.push(request.headers.range)
    const from = knowsRanges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0
    if (from >= content.length) return response.writeHead(416).end()
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from })
    answer(response, from)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/a.whl`
}

const whole = (response: ServerResponse, from: number) => response.end(content.subarray(from))

const bring = (url: string, silenceMs?: number) => fetchWhole({ url, sha256 }, path, () => {}, silenceMs)

it('goes on where a connection broke, until the file is whole', async () => {
  let broken: ServerResponse | undefined
  const url = await indexThat((response, from) => {
    broken = response
    response.write(content.subarray(from, from + 100_000))
  })
  await fetchWhole({ url, sha256 }, path, () => broken?.destroy())
  expect(readFileSync(path).equals(content)).toBe(true)
  expect(readdirSync(folder.path)).toEqual(['a.whl'])
  expect(asked.length).toBeGreaterThan(2)
  expect(asked.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true)
})

it('goes on with what an earlier process has left, and tells how much is there', async () => {
  writeFileSync(`${path}.part`, content.subarray(0, 250_000))
  const told: [number, number | undefined][] = []
  const url = await indexThat(whole)
  await fetchWhole({ url, sha256 }, path, (bytes, total) => told.push([bytes, total]))
  expect(asked).toEqual(['bytes=250000-'])
  expect(told.at(-1)).toEqual([300_000, 300_000])
  expect(readFileSync(path).equals(content)).toBe(true)
})

it('does not fetch what is whole, named so or not', async () => {
  const url = await indexThat(whole)
  writeFileSync(path, content)
  await bring(url)
  expect(asked).toEqual([])
  writeFileSync(`${path}`, content.subarray(1))
  writeFileSync(`${path}.part`, content)
  await bring(url)
  expect(asked).toEqual(['bytes=300000-'])
  expect(readFileSync(path).equals(content)).toBe(true)
})

it('begins again where what is there does not belong to the file, and where the server knows no ranges', async () => {
  writeFileSync(`${path}.part`, 'something else')
  await bring(await indexThat(whole))
  expect(readFileSync(path).equals(content)).toBe(true)
  server.close()
  writeFileSync(path, 'damaged')
  writeFileSync(`${path}.part`, content.subarray(0, 1000))
  await bring(await indexThat(whole, { knowsRanges: false }))
  expect(readFileSync(path).equals(content)).toBe(true)
})

it('takes nothing that is not the file of the hash', async () => {
  const url = await indexThat((response) => response.end(Buffer.alloc(content.length)))
  await expect(bring(url)).rejects.toThrow(/does not have the expected hash/)
  expect(existsSync(path)).toBe(false)
})

it('gives up on a server that is silent, and keeps what came', async () => {
  const url = await indexThat((response, from) => from === 0 && response.write(content.subarray(0, 1000)))
  const failure = await bring(url, 200).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DownloadError)
  expect(failure).toMatchObject({ message: 'silent for 0.2 s', bytes: 1000 })
})

it('says why there is nothing', async () => {
  const url = await indexThat(whole)
  await new Promise((resolve) => server.close(resolve))
  await expect(bring(url)).rejects.toMatchObject({ message: expect.stringContaining('ECONNREFUSED'), bytes: 0 })
})
