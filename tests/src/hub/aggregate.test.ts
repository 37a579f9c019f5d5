import { afterEach, beforeEach, expect, test } from 'vitest'
import { aggregateFromBytes } from '#src/wire/aggregates.ts'
import { effectsFromJson, leadsFromJson } from '#src/wire/effects.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { questionAbout, reportsOf } from '../store/studied.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
  const steps = Array.from({ length: 40 }, (_, i) => i)
  for (let i = 0; i < 4; i++) {
    const values = steps.map((step) => (step < 20 + i ? Math.sin(step) : 30 + i))
    const marks: Record<string, number> = i < 2 ? {} : { grokked: 22 }
    const parameters = { weightDecay: i < 2 ? 0 : 1 }
    world.store.ingest(reportsOf({ id: `run-${i}`, parameters, seed: i, series: { loss: { steps, values } }, marks, startedAt: 9000 - i })) // prettier-ignore
  }
})
afterEach(() => world.close())

async function get(path: string) {
  const response = await fetch(`${world.hub.url}${path}`, { headers: { authorization: `Bearer ${world.token}` } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { error?: string } }
}

test('a viewer is told of groups of runs what the store says', async () => {
  const viewer = await world.viewer()
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  const question = questionAbout('loss', { by: ['weightDecay'] })
  const reply = await viewer.emitWithAck('aggregate', question)
  if (!reply.ok) throw new Error(reply.why)
  const { groups } = aggregateFromBytes(new Uint8Array(reply.bytes))
  expect(groups.map(({ key, runs }) => [key, runs])).toEqual([
    [[0], ['run-0', 'run-1']],
    [[1], ['run-2', 'run-3']],
  ])
  expect(groups[0]!.center).toEqual(world.store.aggregate(question).groups[0]!.center)

  const effects = await viewer.emitWithAck('effects', { among: {}, of: 'onset("grokked")', by: ['weightDecay'], center: 'mean', band: 'range', seed: 0 }) // prettier-ignore
  if (!effects.ok) throw new Error(effects.why)
  expect(effectsFromJson(effects.effects).groups).toMatchObject([
    { key: [0], n: 0, center: NaN, censored: 2 },
    { key: [1], n: 2, center: 22, censored: 0 },
  ])
  const leads = await viewer.emitWithAck('leads', { among: {}, event: 'grokked', series: ['loss'] })
  if (!leads.ok) throw new Error(leads.why)
  expect(leadsFromJson(leads.leads).leads).toMatchObject([{ series: 'loss', n: 2, median: 0.5 }])
  const factors = await viewer.emitWithAck('factors', { among: {} })
  expect(factors).toMatchObject({ ok: true, factors: { factors: [{ name: 'weightDecay' }, { name: 'seed', isReplicate: true }] } }) // prettier-ignore
})

test('a program asks by GET, and is told what it asks wrongly', async () => {
  const { body } = await get(
    '/api/aggregate?series=loss&by=weightDecay&where=weightDecay%20%3E%200&band=range&members=true',
  )
  expect(body.groups).toMatchObject([{ key: [1], runs: ['run-2', 'run-3'], exact: true }])
  expect((await get('/api/effects?of=last(%22loss%22)&by=weightDecay')).body).toMatchObject({
    groups: [{ center: 30.5 }, { center: 32.5 }],
  })
  expect((await get('/api/leads?event=grokked&series=loss')).body).toMatchObject({ leads: [{ n: 2 }] })
  expect((await get('/api/factors?experiment=other')).body).toEqual({ runs: 0, factors: [], others: [] })
  expect((await get('/api/aggregate?series=loss&align=epoch')).body.error).toMatch(/align: expected 'step'/)
  expect((await get('/api/aggregate?series=loss&points=0')).body.error).toMatch(
    /question.points: expected a whole number/,
  )
  expect((await get('/api/aggregate?by=seed')).body.error).toMatch(/question.series: expected a series name/)
})
