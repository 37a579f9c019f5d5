import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SweepForecast, SweepStatus } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'

/** Sweeps as a hub makes them, over HTTP: what a page asks for comes to the same functions. */
const data = temporaryFolder()
let hub: Served
beforeAll(async () => {
  hub = await served(data.path)
})
afterAll(async () => {
  await hub?.kill()
  data[Symbol.dispose]()
})

const SMALL = { experiment: 'grok-mlp-small', set: ['modulus=23', 'width=32'], steps: 40 }

async function ask(path: string, body?: unknown, { token = hub.token, method = 'POST' } = {}) {
  const response = await fetch(new URL(path, hub.url), {
    method,
    headers: { ...(token !== '' && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as { error?: string } }
}
async function asked<T>(path: string, body?: unknown): Promise<T> {
  const answer = await ask(path, body)
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as T
}
const listed = async () => (await ask('/api/sweeps', undefined, { method: 'GET' })).body as unknown as SweepStatus[]
/** How sweeps stand at each look until something has come, the next look once the last is answered. */
async function looksAtAll(awaited: Promise<unknown>): Promise<SweepStatus[]> {
  const looks: SweepStatus[] = []
  let isThere = false
  const there = awaited.finally(() => (isThere = true))
  while (!isThere) looks.push(...(await listed()))
  await there
  return looks
}
const statusOf = async (id: string) => (await ask(`/api/sweeps/${id}`, undefined, { method: 'GET' })).body as unknown as SweepStatus // prettier-ignore

describe('a hub', () => {
  it.each<[string, unknown, number, RegExp]>([
    ['/api/sweeps', { experiment: 'no-such' }, 400, /Unknown experiment 'no-such'/],
    ['/api/sweeps', { ...SMALL, grid: ['weightDecay=0,-1'] }, 400, /weightDecay: expected a number between/],
    ['/api/sweeps', { ...SMALL, workers: 65 }, 400, /At sweep\.workers: expected a whole number from 1 to 64, got 65/],
    ['/api/sweeps', { ...SMALL, grid: 'weightDecay=0' }, 400, /At sweep\.grid: expected a list of parameters/],
    ['/api/sweeps', [], 400, /At sweep/],
    ['/api/sweeps', { ...SMALL, seeds: '10001' }, 400, /1 to 10000 seeds/],
    ['/api/sweeps', { ...SMALL, name: 'x'.repeat(70_000) }, 400, /Body: expected at most 65536 bytes/],
    ['/api/sweeps/no-such-sweep/cancel', {}, 400, /Unknown sweep 'no-such-sweep'/],
    ['/api/sweeps/..%2Fhub/cancel', {}, 400, /expected a name of 1 to 128 letters/],
    ['/api/sweeps/no-such-sweep/explode', {}, 404, /Nothing at/],
  ])('refuses what cannot be (%#: POST %s)', async (path, body, status, why) => {
    const answer = await ask(path, body)
    expect(answer).toEqual({ status, body: { error: expect.stringMatching(why) } })
  })

  it('begins nothing for who may not control', async () => {
    expect((await ask('/api/sweeps', SMALL, { token: '' })).status).toBe(401)
    expect((await ask('/api/sweeps', undefined, { token: '', method: 'GET' })).body).toEqual([])
    expect((await ask('/api/sweeps', undefined, { method: 'DELETE' })).status).toBe(405)
  })

  it('tells what a sweep would be, begins it, ends it and goes on with it', async () => {
    const request = { ...SMALL, grid: ['weightDecay=0,1'], seeds: '2', breaks: ['step = 20'] }
    const forecast = await asked<SweepForecast>('/api/sweeps/forecast', request)
    expect(forecast).toMatchObject({ runs: 4, steps: 40, isThere: false })
    const beginning = asked<SweepStatus>('/api/sweeps', request)
    const looks = await looksAtAll(beginning)
    const begun = await beginning
    // It is never there without that it starts or goes on.
    expect(looks.filter(({ isStarting, isGoingOn }) => !isStarting && !isGoingOn)).toEqual([])
    expect(looks.some(({ isStarting }) => isStarting)).toBe(true)
    expect(begun).toMatchObject({ id: forecast.id, runs: 4, isGoingOn: true, isCancelled: false })
    // A breakpoint has the first run wait.
    await expect.poll(async () => (await statusOf(begun.id)).counts).toMatchObject({ paused: 1, waiting: 3 })
    expect(await ask('/api/sweeps', request)).toMatchObject({ status: 400, body: { error: expect.stringMatching(/is going on/) } }) // prettier-ignore
    expect(await asked<SweepForecast>('/api/sweeps/forecast', request)).toMatchObject({ isThere: true })
    const ended = await asked<SweepStatus>(`/api/sweeps/${begun.id}/cancel`)
    expect(ended).toMatchObject({ isGoingOn: false, isCancelled: true, counts: { stopped: 1, waiting: 3 } })
    // What it stopped goes on where it was, and the next waits.
    expect(await asked<SweepStatus>(`/api/sweeps/${begun.id}/resume`)).toMatchObject({ isGoingOn: true })
    await expect.poll(async () => (await statusOf(begun.id)).counts).toMatchObject({ completed: 1, paused: 1, waiting: 2 }) // prettier-ignore
    await asked(`/api/sweeps/${begun.id}/cancel`)
    expect((await listed()).map(({ id }) => id)).toEqual([begun.id])
  })

  it('carries a sweep to its end, with runs that say which sweep they are of', async () => {
    const { id } = await asked<SweepStatus>('/api/sweeps', { ...SMALL, seeds: '2', name: 'two' })
    await expect.poll(() => statusOf(id)).toMatchObject({ isGoingOn: false, counts: { completed: 2 } })
    const runs = (await hub.runs()).filter(({ run }) => run.group === id)
    expect(runs.map(({ run }) => run.name).sort()).toEqual(['two seed=0', 'two seed=1'])
  })
})
