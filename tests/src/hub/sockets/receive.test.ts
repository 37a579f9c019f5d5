import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io, type Socket as Client } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BOUNDS, usageError } from '#src/vocabulary/index.ts'
import { VIEWER_EVENTS } from '#src/schema/events.ts'
import { boundSockets } from '#src/hub/sockets/bound-sockets.ts'
import { receive, type Handlers } from '#src/hub/sockets/receive.ts'
import { newTally } from '#src/hub/sockets/tally.ts'

/** A hub's door alone, with handlers that say what they were given. */
let server: Server
let client: Client
let log: string[]
let tally: ReturnType<typeof newTally>
let release: () => void
beforeEach(async () => {
  log = []
  tally = newTally((line) => log.push(line))
  const http = createServer()
  server = new Server(http)
  boundSockets(server, tally)
  const released = new Promise<void>((resolve) => (release = resolve))
  const given = (...values: unknown[]) => ({ ok: true, given: values })
  const handlers: Handlers<typeof VIEWER_EVENTS> = {
    hello: given,
    list: given,
    columnsOf: given,
    groupsOf: given,
    open: async (run) => {
      await released
      return given(run)
    },
    close: () => undefined,
    cards: () => {
      throw usageError('There are no such cards')
    },
    ask: given,
    claims: given,
    follow: given,
    command: () => {
      throw new TypeError('a fault of ours')
    },
    remove: () => Promise.reject(new RangeError('a late fault of ours')),
    restore: given,
    label: given,
    note: given,
    experiments: given,
    sweeps: given,
    figure: given,
    forecast: given,
    startSweep: given,
    tellSweep: given,
    aggregate: given,
    effects: given,
    factors: given,
    leads: given,
    views: given,
    changeViews: given,
    clock: () => 7,
  }
  server.of('/viewer').on('connection', (socket) => {
    receive(socket, {
      events: VIEWER_EVENTS,
      handlers,
      stranger: (greeting) => (greeting === 'stranger' ? 'No' : null),
      tally,
    })
  })
  http.listen(0)
  client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}/viewer`, { transports: ['websocket'] })
  await once(client as never, 'connect')
})
afterEach(async () => {
  client.disconnect()
  await server.close()
})

test('arguments reach the handler as their schema has them, and what it gives back is the answer', async () => {
  expect(await client.emitWithAck('hello', { protocol: 3, more: 1 })).toEqual({ ok: true, given: [{ protocol: 3 }] })
  expect(await client.emitWithAck('follow', 'r', ['loss'])).toEqual({ ok: true, given: ['r', ['loss']] })
  expect(await client.emitWithAck('close', 'r')).toEqual({ ok: true })
  expect(await client.emitWithAck('clock')).toBe(7)
  expect(tally.refusals).toBe(0)
})

test.each<[string, unknown[], RegExp]>([
  ['hello', ['stranger', 1, 2], /^No$/],
  ['hello', [{ protocol: 3 }, 1], /^At event 'hello': expected just hello, got '2 arguments'$/],
  ['hello', [{ protocol: { toString: 1 } }], /^At hello.protocol: expected a protocol version, got {"toString":1}$/],
  ['hello', [], /^At event 'hello': expected just hello, got '0 arguments'$/],
  ['clock', [1], /^At event 'clock': expected nothing with it, got '1 arguments'$/],
  ['follow', [5], /^At event 'follow': expected just run, series/],
  ['follow', [5, 5], /^At run: expected a run id/],
  ['follow', ['r', [5]], /^At series\[0\]: expected a series name/],
  ['follow', ['r', Array.from({ length: 4097 }, () => 's')], /^At series: expected at most 4096 series/],
  ['close', [{ toString: 1 }], /^At run: expected a run id/],
  ['ask', ['x'], /^At queries: expected a list of queries, got 'x'$/],
  ['ask', [Buffer.from('x')], /^At queries: expected a list of queries, got 1 bytes$/],
  ['command', ['r'], /^At event 'command'/],
  ['command', ['r', { type: 'explode' }], /^At command.type: expected one of pause/],
  ['cards', ['x'], /^At hash: expected a hash of cards/],
  ['list', [{ size: 1e9 }], /^At question.size: expected a whole number from 0 to 200/],
  ['error', ['x'], /^Unknown event 'error'/],
  ['toString', [], /^Unknown event 'toString'/],
  ['__proto__', [], /^Unknown event '__proto__'/],
  ['x'.repeat(1000), [], /^Unknown event 'x{60}'/],
])('%s %j is refused with its place, and the refusal counted', async (name, given, why) => {
  expect(await client.emitWithAck(name, ...given)).toEqual({ ok: false, why: expect.stringMatching(why) })
  expect(tally).toMatchObject({ refusals: 1, errors: 0 })
  expect(await client.emitWithAck('clock')).toBe(7)
})

test('what a handler throws is told to who asked; a fault of ours is written down and counted', async () => {
  expect(await client.emitWithAck('cards', `sha256:${'0'.repeat(64)}`)).toEqual({
    ok: false,
    why: 'There are no such cards',
  })
  expect(log).toEqual([])
  const failed = { ok: false, why: expect.stringMatching(/^The hub failed at 'command': a fault of ours/) }
  expect(await client.emitWithAck('command', 'r', { type: 'pause' })).toEqual(failed)
  expect(await client.emitWithAck('remove', 'r')).toMatchObject({
    ok: false,
    why: expect.stringMatching(/a late fault/),
  })
  expect(tally).toMatchObject({ refusals: 3, errors: 2 })
  expect(log[0]).toMatch(/^hub: event 'command': TypeError: a fault of ours\n {4}at /)
  expect(await client.emitWithAck('clock')).toBe(7)
})

test('questions of one connection wait for each other, what is no question does not, and more than the bound is refused', async () => {
  const opened = client.emitWithAck('open', 'r')
  const behind = Array.from({ length: BOUNDS.unanswered - 1 }, (_, i) => client.emitWithAck('list', { from: i }))
  expect(await client.emitWithAck('clock')).toMatchObject({ ok: false, why: expect.stringMatching(/^256 events wait/) })
  release()
  expect(await opened).toEqual({ ok: true, given: ['r'] })
  expect(await Promise.all(behind)).toHaveLength(BOUNDS.unanswered - 1)
  expect(await client.emitWithAck('clock')).toBe(7)
})

test('who takes no answer where there is one is shown out; what may come without is refused in silence', async () => {
  client.emit('close', 5)
  client.emit('follow')
  expect(await client.emitWithAck('clock')).toBe(7)
  expect(tally.refusals).toBe(2)
  client.emit('ask', [])
  await once(client as never, 'disconnect')
  expect(tally).toMatchObject({ refusals: 3, errors: 0 })
})
