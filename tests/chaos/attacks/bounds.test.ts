import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { exactSlice } from '#src/series/fold.ts'
import { bytesFromResults } from '#src/wire/query-results.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../../greeting.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { startAttackedHub, type AttackedHub } from './attacked-hub.ts'
import { bytesEvent, event, openRaw } from './raw-socket.ts'

/** Cheap questions whose answers are dear, and much of what is harmless alone. */
let hub: AttackedHub
beforeAll(async () => {
  hub = await startAttackedHub()
})
afterAll(() => hub[Symbol.asyncDispose]())

const query = { run: 'victim', series: 'loss', from: null, to: null, points: 1, spacing: 'linear' }
const many = <T>(length: number, of: (i: number) => T) => Array.from({ length }, (_, i) => of(i))

describe('what is beyond a bound is refused by it', () => {
  test.each<[string, unknown[], RegExp]>([
    ['5,000 queries', ['ask', many(5000, () => query)], /At queries: expected at most 1024 queries/],
    [
      'queries of too many points',
      ['ask', many(100, () => ({ ...query, points: 20_000 }))],
      /together at most 1000000 points/,
    ],
    [
      'a query of too many points',
      ['ask', [{ ...query, points: 32_000_000 }]],
      /points: expected a whole number from 1 to 20000/,
    ],
    ['20,000 series', ['follow', 'victim', many(20_000, (i) => `s${i}`)], /At series: expected at most 4096 series/],
    ['a run id of 500 KB', ['open', 'x'.repeat(500_000)], /At run: expected a run id/],
    [
      'a setting of 500 KB',
      ['command', 'victim', { type: 'set', key: 'rate', value: 'x'.repeat(500_000) }],
      /At command/,
    ],
    [
      'a list of 5,000 runs',
      ['list', { ids: many(5000, (i) => `r${i}`) }],
      /At question.ids: expected at most 1024 run ids/,
    ],
  ])('%s', async (_what, given, why) => {
    const socket = await openRaw(hub.url, '/viewer', hub.token)
    socket.send(event('/viewer', 1, ...given))
    expect(await socket.answer(1)).toMatchObject({ ok: false, why: expect.stringMatching(why) })
    socket.close()
    await hub.assertUndisturbed()
  })

  test('more runs than one viewer may follow', async () => {
    const socket = await openRaw(hub.url, '/viewer', hub.token)
    const follow = (id: number) => socket.send(event('/viewer', id, 'follow', `r${id}`, ['loss']))
    for (let id = 0; id < BOUNDS.runsOpen; id++) follow(id)
    expect(await socket.answer(BOUNDS.runsOpen - 1)).toEqual({ ok: true })
    follow(BOUNDS.runsOpen) // no sooner: so many and one may not wait for their answers
    expect(await socket.answer(BOUNDS.runsOpen)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/at most 256 runs/),
    })
    socket.close()
    await hub.assertUndisturbed()
  })

  test('more series of several runs than one viewer may follow', async () => {
    const socket = await openRaw(hub.url, '/viewer', hub.token)
    const follow = (id: number, run: string, series: number) =>
      socket.send(
        event(
          '/viewer',
          id,
          'follow',
          run,
          many(series, (i) => `s${i}`),
        ),
      )
    for (const i of [0, 1]) follow(i, `r${i}`, BOUNDS.seriesFollowedTogether / 2)
    follow(2, 'r2', 1)
    expect(await socket.answer(2)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/at most 8192 series of all runs together, got 8193/),
    })
    follow(3, 'r0', 1) // in place of those before
    follow(4, 'r2', 1)
    expect(await socket.answer(4)).toEqual({ ok: true })
    socket.close()
    await hub.assertUndisturbed()
  })

  test.each([
    '/api/runs/victim/series/loss?points=32000000',
    '/api/runs?size=100000',
    '/api/runs?ids=../..',
    '/api/runs?sort=x',
  ])('GET %s', async (path) => {
    const response = await fetch(hub.url + path)
    expect([response.status, await response.json()]).toEqual([400, { error: expect.any(String) }])
    await hub.assertUndisturbed()
  })
})

test('messages of 60 MB end the connection of whoever may not send them, and pass from a writer', async () => {
  const large = new Uint8Array(60 * 1024 * 1024)
  const strangers = await Promise.all(many(16, () => openRaw(hub.url, '/trainer', hub.token)))
  for (const socket of strangers) socket.send(...bytesEvent('/trainer', 1, 'reports', large))
  await Promise.all(strangers.map(({ closed }) => closed))
  await hub.assertUndisturbed()
  const writer = await openRaw(hub.url, '/trainer', hub.token)
  writer.send(event('/trainer', 1, 'hello', greetingOf('large')))
  expect(await writer.answer(1)).toEqual({ ok: true, next: 0 })
  writer.send(...bytesEvent('/trainer', 2, 'reports', large))
  expect(await writer.answer(2)).toMatchObject({ ok: false, why: expect.stringMatching(/At message.magic/) })
  writer.close()
  await hub.assertUndisturbed()
})

test('whoever sends in a hurry is read later, and loses nothing', async () => {
  const socket = await openRaw(hub.url, '/viewer', hub.token)
  const events = 3 * BOUNDS.eventsASecond
  const started = performance.now()
  for (let id = 0; id < events; id++) socket.send(event('/viewer', id, 'clock'))
  await hub.assertUndisturbed()
  expect(await socket.answer(events - 1)).toEqual(expect.any(Number))
  expect([...socket.answers.values()].every((answer) => typeof answer === 'number')).toBe(true)
  expect(socket.answers.size).toBe(events)
  // Three times what is read in a second takes two seconds, however fast the machine; what was on its way counts once more.
  expect(performance.now() - started).toBeGreaterThan(1000)
  socket.close()
})

test('whoever takes nothing of what is sent to him is cut off, and the hub keeps its memory', async () => {
  const ask = Array.from({ length: 50 }, () => ({ ...query, run: 'long', points: BOUNDS.pointsAQuery }))
  const points = Float64Array.from({ length: BOUNDS.pointsAQuery }, (_, step) => step)
  const one = exactSlice({ run: 'long', series: 'loss' }, { steps: points, values: points })
  const { length: bytesAnAnswer } = bytesFromResults(ask.map(() => one))
  await storeLongRun(points)
  const socket = connect(Number(new URL(hub.url).port), '127.0.0.1')
  socket.on('error', () => undefined) // it is cut off while it asks
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const heard = listenTo(socket)
  socket.write(upgrade())
  await heard('"sid"')
  socket.write(masked('40/viewer,{}'))
  await heard('40/viewer')
  socket.pause()
  const { refusals } = await hub.health()
  const other = await openRaw(hub.url, '/viewer', hub.token)
  let asked = 0
  // Each is answered before the next is asked, since questions of all viewers are answered in turn; of all together there
  // is room for more than he is asked for.
  while ((await hub.health()).refusals === refusals && (asked + 1) * bytesAnAnswer < BOUNDS.allUnreadBytes) {
    socket.write(masked(event('/viewer', asked, 'ask', ask)))
    other.send(event('/viewer', asked, 'ask', [query]))
    await other.answer(asked++)
  }
  expect((await hub.health()).refusals).toBe(refusals + 1)
  socket.removeAllListeners('data').resume()
  await closed
  other.close()
  await hub.assertUndisturbed()
  expect(hub.lives).toBe(true)
})

/** When a word has come. */
function listenTo(socket: Socket): (word: string) => Promise<void> {
  let said = ''
  socket.on('data', (bytes: Buffer) => (said += String(bytes)))
  return async (word) => {
    while (!said.includes(word)) await once(socket, 'data')
  }
}

/** A run with as many points as one query may ask for. */
async function storeLongRun(points: Float64Array): Promise<void> {
  const writer = await openRaw(hub.url, '/trainer', hub.token)
  const reports = enveloped('long', 0, [
    startedReport('long'),
    { type: 'declared', series: declaration('loss') },
    measuredReport(scalarColumn('loss', [...points], [...points])),
  ])
  writer.send(event('/trainer', 1, 'hello', greetingOf('long')))
  expect(await writer.answer(1)).toEqual({ ok: true, next: 0 })
  writer.send(...bytesEvent('/trainer', 2, 'reports', bytesFromReports(reports)))
  expect(await writer.answer(2)).toEqual({ ok: true, next: reports.length })
  writer.close()
}

test('pings below the packets are read no faster than packets are', async () => {
  const socket = connect(Number(new URL(hub.url).port), '127.0.0.1')
  socket.write(upgrade())
  await once(socket, 'data')
  const pings = 3 * BOUNDS.eventsASecond
  const pong = 2 + 125
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125, 'x')])
  let came = 0
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (bytes: Buffer) => (came += bytes.length) >= pings * pong && resolve())
  })
  const started = performance.now()
  socket.write(Buffer.concat(many(pings, () => ping)))
  await hub.assertUndisturbed()
  await answered
  expect(performance.now() - started).toBeGreaterThan(1000)
  socket.destroy()
})

describe('requests that are sent at once over one connection', () => {
  const get = 'GET /api/runs/victim/series/loss?points=20000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  const answers = (text: string) => text.split('HTTP/1.1 200').length - 1

  test('are answered one after the other', async () => {
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1')
    let text = ''
    socket.write(get.repeat(BOUNDS.requestsWaiting))
    for await (const bytes of socket) {
      text += String(bytes)
      if (answers(text) === BOUNDS.requestsWaiting) break
    }
    expect(answers(text)).toBe(BOUNDS.requestsWaiting)
    await hub.assertUndisturbed()
  })

  test('end it where they are too many', async () => {
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1')
    socket.on('error', () => undefined) // it was cut off in the middle of what it sent
    socket.resume()
    socket.write(get.repeat(10 * BOUNDS.requestsWaiting))
    await once(socket, 'close')
    await hub.assertUndisturbed()
  })
})

test('strangers who take every place shut nobody out who has a token', async () => {
  const strangers = await Promise.all(
    many(BOUNDS.connections + 50, async () => {
      const socket = connect(Number(new URL(hub.url).port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(upgrade('&nosid=1')) // what looks like a connection that goes on is a new one all the same
      await Promise.race([once(socket, 'data'), once(socket, 'close')])
      return socket
    }),
  )
  const trainer = await openRaw(hub.url, '/trainer', hub.token)
  trainer.send(event('/trainer', 1, 'hello', greetingOf('late')))
  expect(await trainer.answer(1)).toEqual({ ok: true, next: 0 })
  expect(strangers.filter(({ destroyed }) => destroyed).length).toBeGreaterThan(40)
  for (const socket of strangers) socket.destroy()
  trainer.close()
  await hub.assertUndisturbed()
})

function upgrade(further = ''): string {
  return `GET /socket.io/?EIO=4&transport=websocket${further} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`
}

/** A text frame of a WebSocket as a client sends it, masked by zeros. */
function masked(text: string): Uint8Array {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(14)
  head[0] = 0x81
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
