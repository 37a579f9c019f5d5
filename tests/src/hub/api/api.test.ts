import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHub } from '#src/hub/index.ts'
import { openStore } from '#src/store/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../store/reports.ts'
import { reportsOf } from '../../store/studied.ts'
import { eventually, newFolder, startWorld, type World } from '../world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
  const values = [1, NaN, Infinity, -Infinity, -0]
  const frame = {
    series: 'spectrum/w1',
    steps: Float64Array.of(3),
    values: Float64Array.of(2, NaN),
    lengths: Uint32Array.of(2),
  }
  world.store.ingest(
    enveloped('grok-1', 0, [
      startedReport('grok-1'),
      { type: 'declared', series: declaration('weight-norm/w1') },
      { type: 'declared', series: declaration('spectrum/w1', 'spectrum') },
      measuredReport(scalarColumn('weight-norm/w1', [0, 1, 2, 3, 4], values), frame),
    ]),
  )
})
afterEach(() => world.close())

async function get(path: string, init?: RequestInit) {
  const headers = { authorization: `Bearer ${world.token}`, ...init?.headers }
  const response = await fetch(`${world.hub.url}${path}`, { ...init, headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { error?: string } }
}

test('the catalogue, the runs and the health are told', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, body: { ok: true, version: '0.1.0' } })
  for (const path of ['/api/probes', '/api/detectors', '/api/experiments'])
    expect(await get(path)).toEqual({ status: 200, body: [] })
  const runs = await get('/api/runs')
  expect(runs.body).toMatchObject([
    { run: { id: 'grok-1' }, spark: { values: [1, 'NaN', 'Infinity', '-Infinity', -0] } },
  ])
  expect(await get('/api/runs/grok-1')).toMatchObject({
    status: 200,
    body: {
      live: false,
      summary: { status: 'running', points: 6 },
      series: [{ name: 'weight-norm/w1', points: 5 }, {}],
    },
  })
})

test('a series is told with every number that is not finite, its slash encoded or not', async () => {
  const expected = {
    run: 'grok-1',
    series: 'weight-norm/w1',
    kind: 'scalar',
    stored: 5,
    exact: true,
    steps: [0, 1, 2, 3, 4],
    values: [1, 'NaN', 'Infinity', '-Infinity', -0],
  }
  for (const name of ['weight-norm/w1', 'weight-norm%2Fw1']) {
    expect(await get(`/api/runs/grok-1/series/${name}`)).toEqual({ status: 200, body: expected })
  }
  expect((await get('/api/runs/grok-1/series/weight-norm/w1?from=1&to=2')).body).toMatchObject({ steps: [1, 2] })
  const { body } = await get('/api/runs/grok-1/series/weight-norm/w1?points=2&spacing=linear')
  expect(body).toMatchObject({
    exact: false,
    stored: 5,
    steps: [3, 4],
    min: ['-Infinity', -0],
    max: ['Infinity', -0],
    nans: [1, 0],
  })
  expect((await get('/api/runs/grok-1/series/spectrum/w1')).body).toMatchObject({ steps: [3], frames: [[2, 'NaN']] })
})

test.each([
  ['/api/runs/grok-1/series/weight-norm/w1?points=0', 400, "points: expected a whole number from 1 to 20000, got '0'"],
  ['/api/runs/grok-1/series/weight-norm/w1?from=x', 400, "from: expected a step, got 'x'"],
  ['/api/runs/grok-1/series/weight-norm/w1?spacing=cubic', 400, "spacing: expected 'linear' or 'log', got 'cubic'"],
  ['/api/runs/grok-1/series/weight-norm/w1?form=1', 400, "Unknown parameter 'form'; did you mean 'from'?"],
  ['/api/runs/grok-1/series/weight-norm/w2', 404, "Unknown series 'weight-norm/w2'; did you mean 'weight-norm/w1'?"],
  ['/api/runs/grok-2', 404, "Unknown run 'grok-2'; did you mean 'grok-1'?"],
  ['/api/runs/%zz', 400, "Address part '%zz' is not a valid URL encoding"],
  ['/api/nothing', 404, 'Nothing at /api/nothing; possible:'],
])('%s is answered %i in one clear line', async (path, status, error) => {
  const reply = await get(path)
  expect(reply.status).toBe(status)
  expect(reply.body.error).toContain(error)
  expect(reply.body.error).not.toContain('\n')
})

/** Four runs more, the newest first `run-3`: two of a weight decay each, the later two of which grokked. */
function storeFour(): void {
  for (const [i, weightDecay] of [0, 0, 1, 1].entries()) {
    const series = { loss: { steps: [0, 1], values: [8 - i, i === 3 ? NaN : 2 - i] } }
    const marks: Record<string, number> = weightDecay === 0 ? {} : { grokked: 1 }
    const run = { id: `run-${i}`, parameters: { weightDecay }, seed: i, series, marks, startedAt: 9000 + i }
    world.store.ingest(reportsOf(run))
  }
}

test('every stored point of a series leaves as lines of JSON, however many there are', async () => {
  const many = Array.from({ length: 50_000 }, (_, i) => i)
  world.store.ingest(
    enveloped('grok-1', 4, [measuredReport(scalarColumn('weight-norm/w1', many, many.map(Math.sqrt)))]),
  )
  const lines = async (path: string) => {
    const response = await fetch(`${world.hub.url}${path}`, { headers: { authorization: `Bearer ${world.token}` } })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const texts = (await response.text()).trimEnd().split('\n')
    return texts.map((text) => JSON.parse(text) as { steps: number[]; values: unknown[]; frames: unknown[] })
  }
  const points = await lines('/api/runs/grok-1/points/weight-norm/w1')
  expect(points.length).toBeGreaterThan(2)
  const all = points.flatMap(({ steps, values }) => steps.map((step, i) => [step, values[i]] as const))
  expect(all).toHaveLength(50_005)
  expect(all.slice(0, 6)).toEqual([
    ...[[0, 1], [0, 0], [1, 'NaN'], [1, 1], [2, 'Infinity'], [2, Math.SQRT2]], // prettier-ignore
  ])
  expect(all.at(-1)).toEqual([49_999, Math.sqrt(49_999)])
  expect(await lines('/api/runs/grok-1/points/spectrum%2Fw1')).toEqual([{ steps: [3], frames: [[2, 'NaN']] }])
  expect((await get('/api/runs/grok-1/points/weight-norm')).status).toBe(404)
  expect((await get('/api/runs/none/points/weight-norm')).status).toBe(404)
})

test('runs are found by a condition, with values of each, page by page', async () => {
  storeFour()
  const asked = async (question: Readonly<Record<string, string>>) => {
    const url = `${world.hub.url}/api/runs?${new URLSearchParams(question)}`
    const response = await fetch(url, { headers: { authorization: `Bearer ${world.token}` } })
    const body = (await response.json()) as { run: { id: string }; values?: unknown }[]
    return { status: response.status, headers: response.headers, body }
  }
  const values = 'seed, last("loss"), onset("grokked")'
  const found = await asked({ where: 'weightDecay >= 0 and first("loss") < 8', values, by: 'seed', size: '2' })
  expect(found.body.map((one) => [one.run.id, one.values])).toEqual([
    ['run-3', [3, ['NaN'], 1]],
    ['run-2', [2, 0, 1]],
  ])
  expect(found.headers.get('x-total-count')).toBe('3')
  const next = new URL(/^<(.+)>; rel="next"$/.exec(found.headers.get('link') ?? '')?.[1] ?? '', world.hub.url)
  const last = await asked(Object.fromEntries(next.searchParams))
  expect(last.body.map((one) => [one.run.id, one.values])).toEqual([['run-1', [1, 1, null]]])
  expect(last.headers.get('link')).toBeNull()
  const ids = await asked({ where: 'onset("grokked") is absent', sort: 'name', only: 'ids' })
  expect(ids.body).toEqual(['run-1', 'run-0', 'grok-1'])
  const missed = await asked({ where: 'weigthDecay > 0' })
  expect(missed.body).toEqual([])
  expect(decodeURIComponent(missed.headers.get('x-hints') ?? '')).toContain("did you mean 'weightDecay'")
})

test('which settings, series, events and tags occur among runs is told, and among how many', async () => {
  storeFour()
  const { body } = await get(`/api/columns?${new URLSearchParams({ where: 'seed > 0' })}`)
  expect(body).toMatchObject({
    parameters: [{ name: 'weightDecay', runs: 3 }],
    series: [{ name: 'loss', runs: 3 }],
    marks: [{ by: 'grokked', runs: 2 }],
    tags: [],
  })
})

test.each([
  ['/api/runs?where=weightDecay%20%3E', 400, 'character 14'],
  ['/api/runs?where=last(loss)%20%3C%201', 400, 'character 6'],
  ['/api/runs?by=weightDecay%20%2B', 400, 'character 14'],
  ['/api/runs?regex=(a', 400, 'Unterminated group'],
  ['/api/runs?wher=seed%20%3D%200', 400, "Unknown parameter 'wher'; did you mean 'where'?"],
  ['/api/columns?where=weightDecay%20%3E', 400, 'character 14'],
])('the question %s is answered %i, and told what is wrong', async (path, status, error) => {
  const reply = await get(path)
  expect([reply.status, reply.body.error]).toEqual([status, expect.stringContaining(error)])
})

test('a Command can be posted; what is none is refused', async () => {
  const post = (body: string, headers = {}) => get('/api/runs/grok-1/commands', { method: 'POST', body, headers })
  const why =
    "No trainer of run 'grok-1' is connected: it may be reconnecting, or it does not stream to this hub; start the hub before the training, or name the hub to the training with --hub"
  expect(await post('{"type":"pause"}')).toEqual({ status: 409, body: { ok: false, why, error: why } })
  const trainer = await world.trainer('grok-1')
  trainer.on('command', (_command, answer) => answer({ ok: true, step: 7 }))
  expect(await post('{"type":"pause"}')).toEqual({ status: 200, body: { ok: true, step: 7 } })
  expect(await post('{"type":"shout"}')).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('command.type') },
  })
  expect(await post('pause')).toMatchObject({ status: 400 })
  expect(await get('/api/runs/grok-1/commands')).toMatchObject({ status: 405 })
})

test('what a run is called and what is noted on its steps can be posted; what is none is refused', async () => {
  const post = (part: 'label' | 'note', given: unknown) =>
    get(`/api/runs/grok-1/${part}`, { method: 'POST', body: JSON.stringify(given) })
  expect(await post('label', { name: 'Wide', tags: ['paper'], note: 'Groks\nlate' })).toEqual({
    status: 200,
    body: { ok: true },
  })
  expect((await get('/api/runs')).body).toMatchObject([
    { run: { id: 'grok-1', name: 'Wide' }, tags: ['paper'], note: 'Groks\nlate', archived: false },
  ])
  const { body } = await post('note', { from: 2, text: 'Here' })
  const note = { id: expect.stringMatching(/^[a-z]{8}$/), from: 2, to: 2, text: 'Here' }
  expect(body).toEqual({ ok: true, note })
  const view = await get('/api/runs/grok-1')
  expect(view.body).toMatchObject({
    facts: [{}, {}, {}, { report: { type: 'labeled' } }, { writer: 'people', report: { type: 'noted', note } }],
  })
  for (const [part, given, error] of [
    ['label', {}, 'At label: expected a label with any of name, tags, note and archived'],
    ['label', { archived: 1 }, 'At label.archived: expected true or false, got 1'],
    ['note', 'Here', 'At note: expected a note with id, from, to and text'],
    ['note', { text: 'x' }, 'At note.from: expected a whole number from 0'],
    ['note', { from: 3, to: 1, text: 'x' }, 'At note.to: expected a last step that is no earlier than the first'],
  ] as const)
    expect(await post(part, given)).toEqual({ status: 400, body: { error: expect.stringContaining(error) } })
  expect(world.store.facts('grok-1')).toHaveLength(5)
  expect(await get('/api/runs/grok-1/label')).toMatchObject({ status: 405 })
})

test('only a page of the hub may command through a browser, whatever the content type', async () => {
  let obeyed = 0
  const trainer = await world.trainer('grok-1')
  trainer.on('command', (_command, answer) => answer({ ok: true, step: ++obeyed }))
  const post = (headers: Record<string, string>) =>
    get('/api/runs/grok-1/commands', { method: 'POST', body: '{"type":"stop"}', headers })
  // 'null' is what a sandboxed frame and a page without a referrer send; text/plain needs no leave of ours (a form).
  for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${world.hub.port + 1}`]) {
    for (const type of ['text/plain', 'application/json'])
      expect(await post({ origin, 'content-type': type })).toMatchObject({
        status: 403,
        body: { error: expect.stringContaining(`Origin '${origin}' is not that of the hub`) },
      })
  }
  const preflight = await fetch(`${world.hub.url}/api/runs/grok-1/commands`, {
    method: 'OPTIONS',
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
  })
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([403, null])
  expect(obeyed).toBe(0)
  expect(await post({ origin: world.hub.url })).toMatchObject({ status: 200, body: { step: 1 } })
})

test.each([
  ['stopped', "No trainer of run 'grok-1' is connected: the run stopped at step 4"],
  ['lost', "No trainer of run 'grok-1' is connected: it broke off after step 4; resume it with"],
] as const)('a Command for a run that %s is told so', async (status, why) => {
  if (status === 'lost') world.store.markLost('grok-1')
  else {
    const report = { type: 'ended', how: status, step: 4, msPerStep: 1, weights: 'sha256:0', why: null } as const
    world.store.ingest(enveloped('grok-1', 4, [report]))
  }
  const reply = await get('/api/runs/grok-1/commands', { method: 'POST', body: '{"type":"pause"}' })
  expect(reply).toMatchObject({ status: 409, body: { ok: false, why: expect.stringContaining(why) } })
})

test('a trainer that is busy, and one that goes before it answers, are told apart', async () => {
  const hasty = await startWorld({ commandMs: 100 })
  hasty.store.ingest(enveloped('grok-1', 0, [startedReport('grok-1')]))
  const trainer = await hasty.trainer('grok-1')
  const post = async (type: string) => {
    const headers = { authorization: `Bearer ${hasty.token}` }
    const init = { method: 'POST', headers, body: JSON.stringify({ type }) }
    const response = await fetch(`${hasty.hub.url}/api/runs/grok-1/commands`, init)
    return { status: response.status, body: (await response.json()) as object }
  }
  expect(await post('checkpoint')).toMatchObject({
    status: 409,
    body: { why: expect.stringMatching(/has not answered 'checkpoint' within 0.1 s: it is busy with a long step/) },
  })
  trainer.on('command', () => trainer.disconnect())
  expect(await post('pause')).toMatchObject({
    status: 409,
    body: { why: expect.stringMatching(/broke before it answered 'pause'/) },
  })
  await hasty.close()
})

test('a name that is not of this machine is refused (DNS rebinding), and so is a socket of another origin', async () => {
  const status = await new Promise((resolve) =>
    request(`${world.hub.url}/api/runs`, { headers: { host: 'evil.example' } }, (response) =>
      resolve(response.statusCode),
    ).end(),
  )
  expect(status).toBe(403)
  const stranger = io(`${world.hub.url}/viewer`, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: { origin: 'http://evil.example' },
  })
  let refused = false
  stranger.on('connect_error', () => (refused = true))
  await eventually(() => refused)
  expect(stranger.connected).toBe(false)
  stranger.close()
})

test('a port in use is named, with what to do', async () => {
  const catalogue = { probes: [], detectors: [], launchable: () => Promise.resolve({ experiments: [], faults: [] }) }
  const store = await openStore(world.folder)
  const again = startHub({
    store,
    data: world.folder,
    port: world.hub.port,
    pageFolder: null,
    catalogue,
    version: '0.1.0',
  })
  await expect(again).rejects.toThrow(`Port ${world.hub.port} of 127.0.0.1 is in use; choose another with --port`)
  await store.close()
})

test('the page is served at every other path, and its absence is said', async () => {
  const missing = await fetch(`${world.hub.url}/runs/grok-1`)
  expect([missing.status, await missing.text()]).toEqual([503, expect.stringContaining('phasescope serve')])
  const pageFolder = newFolder()
  mkdirSync(join(pageFolder, '_app/immutable'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), '<h1>Phasescope</h1>')
  writeFileSync(join(pageFolder, '_app/immutable/a.js'), 'export {}')
  const built = await startWorld({ pageFolder })
  for (const path of ['/', '/runs/grok-1', '/compare']) {
    expect(await (await fetch(`${built.hub.url}${path}`)).text()).toBe('<h1>Phasescope</h1>')
  }
  const script = await fetch(`${built.hub.url}/_app/immutable/a.js`)
  expect(script.headers.get('cache-control')).toContain('immutable')
  await built.close()
})
