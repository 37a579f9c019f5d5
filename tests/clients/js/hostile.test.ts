import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { init } from '#src/clients/js/index.ts'
import type { Run } from '#src/clients/js/phasescope.d.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { TRAINER_NAMESPACE } from '#src/wire/protocol.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** Whatever a training script hands over: no method throws, nothing ends the process, and what else was logged is there. */

function ugly(): never {
  throw Object.defineProperty(new Error(), 'message', { get: ugly })
}

function cyclic(): Record<string, unknown> {
  const made: Record<string, unknown> = { a: 1 }
  return Object.assign(made, { b: made, c: made })
}

function cyclicList(): unknown[] {
  const made: unknown[] = [1]
  made.push(made, made)
  return made
}

function deep(depth: number): Record<string, unknown> {
  return Array.from({ length: depth }).reduce<Record<string, unknown>>((inner) => ({ inner }), {})
}

/** 2^30 leaves, in thirty objects. */
function manyTimes(): Record<string, unknown> {
  return Array.from({ length: 30 }).reduce<Record<string, unknown>>((inner) => ({ a: inner, b: inner }), { x: 1 })
}

const all: ProxyHandler<object> = { get: ugly, ownKeys: ugly, getPrototypeOf: ugly, has: ugly, getOwnPropertyDescriptor: ugly } // prettier-ignore

const HOSTILE: Record<string, () => unknown> = {
  cyclic,
  'a list that contains itself': cyclicList,
  deep: () => deep(20_000),
  'many times over': manyTimes,
  'a getter that throws': () => Object.defineProperty({}, 'a', { get: ugly, enumerable: true }),
  'toString that throws': () => ({ toString: ugly, toJSON: ugly }),
  'toJSON of no text': () => ({ toJSON: () => undefined, toString: () => 5 }),
  'valueOf that throws': () => ({ valueOf: ugly, [Symbol.toPrimitive]: ugly }),
  'no prototype': () => Object.create(null) as unknown,
  proxy: () => new Proxy({}, all),
  'proxy of a list': () => new Proxy([], all),
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'data that throws': () => ({ shape: [1], data: ugly }),
  'data of no promise': () => ({ shape: [1], data: () => 5 }),
  'data of nothing': () => ({ shape: [1], data: () => Promise.resolve(null) }),
  'data that rejects': () => ({ shape: [1], data: () => Promise.reject(new Error('gone')) }),
  'data that rejects uglily': () => ({ shape: [1], data: async () => ugly() }),
  'data that is a bad promise': () => ({ shape: [1], data: () => ({ then: ugly }) }),
  'a shape of words': () => ({ shape: ['x', null], data: () => Promise.resolve([1, 2]) }),
  'many rows': () => new Array<number[]>(200_000).fill([1]),
  'a symbol': () => Symbol('a'),
  'a function': () => ugly,
  'a huge number': () => 10n ** 400n,
  'a date that is none': () => new Date(NaN),
  'half a character': () => '\ud800',
  null: () => null,
  undefined: () => undefined,
  NaN: () => NaN,
  negative: () => -1,
  word: () => 'x',
  list: () => ['x', null, {}],
  map: () => new Map([[{}, 1]]),
  view: () => new DataView(new ArrayBuffer(4)),
}

const METHODS: Record<string, (run: Run, value: never) => unknown> = {
  log: (run, value) => run.log(value),
  'log of a value': (run, value) => run.log({ a: value, beside: 1 }),
  'log of a nested value': (run, value) => run.log({ a: { b: value }, list: [value] }),
  'log at a step': (run, value) => run.log({ a: 1 }, value),
  config: (run, value) => void (run.config.x = value),
  summary: (run, value) => void (run.summary.x = { y: value }),
  tick: (run, value) => run.tick(value),
  'tick with a rate': (run, value) => run.tick(0, { rate: value }),
  'tick with a rate that throws': (run) => run.tick(0, { rate: { get: ugly, set: ugly } }),
  'tick with a checkpoint': (run, value) => run.tick(0, { checkpoint: value }),
  'tick with anything': (run, value) => run.tick(0, value),
  callback: async (run, value) => {
    const callbacks = run.callback(value)
    await callbacks.onBatchEnd(value, value)
    await callbacks.onEpochEnd(value, value)
  },
  'callback of a model': (run, value) => run.callback({ optimizer: value }).onBatchEnd(0, { loss: value }),
  finish: (run, value) => run.finish(value),
  'finish with a reason': (run, value) => run.finish({ why: value }),
}

/** What the hub has of each run. A server that takes all: three hundred runs are told to it. */
const told = new Map<string, Report[]>()
const data = temporaryFolder()
const server = new Server({ maxHttpBufferSize: 1e8 })
let url = ''
beforeAll(async () => {
  vi.stubEnv('PHASESCOPE_DATA', data.path)
  const http = createServer()
  server
    .attach(http)
    .of(TRAINER_NAMESPACE)
    .on('connection', (socket) => {
      let next = 0
      socket.on('clock', (answer: (now: number) => void) => answer(Date.now()))
      socket.on('hello', ({ run }: { run: string }, answer: (given: object) => void) => {
        if (!told.has(run)) told.set(run, [])
        answer({ ok: true, next })
      })
      socket.on('reports', (bytes: Buffer, answer: (given: object) => void) => {
        for (const { run, seq, report } of reportsFromBytes(new Uint8Array(bytes))) {
          told.get(run)!.push(report)
          next = seq + 1
        }
        answer({ ok: true, next })
      })
    })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  data[Symbol.dispose]()
})

const escaped: unknown[] = []
const note = (error: unknown) => {
  try {
    escaped.push(String((error as Error).stack))
  } catch {
    escaped.push('ugly')
  }
}
beforeEach(() => {
  escaped.length = 0
  process.on('unhandledRejection', note).on('uncaughtException', note)
})
afterEach(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note)
})

for (const [method, call] of Object.entries(METHODS))
  test(`${method} takes whatever it is given`, { timeout: 120_000 }, async () => {
    for (const [hostile, make] of Object.entries(HOSTILE)) {
      const run = init({ project: 'hostile', hub: url, token: 'token', say: ugly })
      run.log({ before: 1 })
      const value = make() as never
      let raised = false
      try {
        await call(run, value)
      } catch {
        raised = true
      }
      expect.soft(raised, `${method}, ${hostile}`).toBe(false)
      run.log({ after: 2 })
      await run.finish()
      const reports = told.get(run.id) ?? []
      const names = reports.flatMap((report) => (report.type === 'declared' ? [report.series.name] : []))
      expect.soft(names, `${method}, ${hostile}`).toContain('before')
      expect.soft(reports.at(-1)?.type, `${method}, ${hostile}`).toBe('ended')
    }
    expect(escaped).toEqual([])
  })

test('a config that contains itself is told as far as it goes', async () => {
  const run = init({ project: 'hostile', hub: url, token: 'token', config: { at: cyclic() } })
  run.config.later = cyclic()
  await run.finish()
  const reports = told.get(run.id)!
  const within = '<it contains itself>'
  const parameters = reports.map((report) => (report.type === 'started' ? report.run.parameters : report.type === 'described' ? report.parameters : {})) // prettier-ignore
  expect(Object.assign({}, ...parameters)).toEqual({ 'at/a': 1, 'at/b': within, 'at/c': within, 'later/a': 1, 'later/b': within, 'later/c': within }) // prettier-ignore
})

test('tensors whose numbers never come are not waited for without end', async () => {
  const run = init({ project: 'hostile', hub: url, token: 'token' })
  run.log({ never: { shape: [1], data: () => new Promise<never>(() => {}) }, loss: 1 })
  await run.finish({ waitMs: 2000 })
  expect(told.get(run.id)!.at(-1)!.type).toBe('ended')
})
