import { afterEach, beforeEach, expect, test } from 'vitest'
import { newClaims } from '#src/hub/claims.ts'
import { openStore } from '#src/store/index.ts'
import {
  every,
  TRAINER,
  type Claimed,
  type ClaimOfRun,
  type Envelope,
  type Judged,
  type Report,
} from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { firstAbove, lastOf, ratioOf, valueAt } from '#trainer/experiments/claimed.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../store/reports.ts'
import { send, startWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const claim = (id: string, of: Claimed, from: number | null, to: number | null): ClaimOfRun => ({
  ...{ id, about: id, of, from, to, source: 'a test', steps: 10 },
})
const CLAIMS = [
  claim('passes', firstAbove('accuracy', 0.9), 3, 6),
  claim('ends', lastOf('accuracy'), 0.95, null),
  claim('grows', ratioOf(lastOf('accuracy'), valueAt('accuracy', 0)), null, 5),
]
const beginning = (claims?: readonly ClaimOfRun[]) =>
  enveloped('r', 0, [
    { ...startedReport('r'), ...(claims && { claims }) } as Report,
    { type: 'declared', series: declaration('accuracy') },
  ])
const measured = (seq: number, steps: number[], values: number[]) =>
  enveloped('r', seq, [measuredReport(scalarColumn('accuracy', steps, values))])

async function asked(): Promise<readonly Judged[]> {
  const viewer = await world.viewer()
  const reply = await viewer.emitWithAck('claims', 'r')
  if (!reply.ok) throw new Error(reply.why)
  return reply.claims
}
const verdicts = async () => (await asked()).map(({ verdict }) => verdict)

test('the claims of a run are judged by all that is stored, and turn as it goes on', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, beginning(CLAIMS))
  expect(await verdicts()).toEqual(['open', 'open', 'open'])
  await send(trainer, measured(2, [0, 1, 2], [0.125, 0.2, 0.3]))
  expect(await verdicts()).toEqual(['open', 'open', 'open'])
  await send(trainer, measured(3, [3, 4], [0.5, 0.97]))
  expect(await verdicts()).toEqual(['holds', 'open', 'open'])
  await send(trainer, measured(4, [5, 10], [0.98, 0.99]))
  expect(await asked()).toEqual([
    { claim: 'passes', verdict: 'holds', value: 4, steps: [4], why: null },
    { claim: 'ends', verdict: 'holds', value: 0.99, steps: [10], why: null },
    { claim: 'grows', verdict: 'fails', value: 0.99 * 8, steps: [10, 0], why: null },
  ])
})

test('the same is told over HTTP', async () => {
  world.store.ingest([...beginning(CLAIMS), ...measured(2, [0, 4], [0.5, 0.97])])
  const headers = { authorization: `Bearer ${world.token}` }
  const response = await fetch(`${world.hub.url}/api/runs/r/claims`, { headers })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual(await asked())
})

test('what comes after a setting was changed says nothing of a claim', async () => {
  const set: Report = { type: 'applied', command: { type: 'set', key: 'rate', value: 1 }, step: 5 }
  const all = [...beginning(CLAIMS), ...measured(2, [0, 4], [0.5, 0.97]), ...enveloped('r', 3, [set])]
  world.store.ingest([...all, ...measured(4, [10], [0.99])])
  const [passes, ends] = await asked()
  expect(passes).toMatchObject({ verdict: 'holds', value: 4 })
  expect(ends).toMatchObject({ verdict: 'open', why: expect.stringContaining('A setting was changed at step 5') })
})

test('a series whose past is being filled in says nothing until it is there', async () => {
  const attached: Report = { type: 'attached', probe: 'accuracy', step: 9, cadence: every(1), options: {}, from: 0 }
  const filled = (to: number, steps: number[], values: number[]): Report => {
    return {
      type: 'filled',
      probe: 'accuracy',
      from: 0,
      to,
      goal: 9,
      columns: [scalarColumn('accuracy', steps, values)],
    }
  }
  world.store.ingest([...beginning(CLAIMS), ...enveloped('r', 2, [attached]), ...measured(3, [9, 10], [0.98, 0.99])])
  const [passes] = await asked()
  expect(passes).toMatchObject({ verdict: 'open', why: 'The past of accuracy is being filled in' })
  world.store.ingest(enveloped('r', 4, [filled(3, [0, 3], [0.125, 0.5])]))
  expect(await verdicts()).toEqual(['open', 'open', 'open'])
  world.store.ingest(enveloped('r', 5, [filled(9, [4, 6], [0.8, 0.97])]))
  expect(await asked()).toMatchObject([{ verdict: 'holds', value: 6 }, { verdict: 'holds' }, { verdict: 'fails' }])
})

test('a run of which nothing is claimed, as one of an older version, has no claims', async () => {
  world.store.ingest([...beginning(), ...measured(2, [0], [0.5])])
  expect(await asked()).toEqual([])
})

test('a claim that no version knows is refused where it comes in', async () => {
  const trainer = await world.trainer('r')
  const strange = { ...CLAIMS[0]!, of: { kind: 'wish', series: 'accuracy' } } as unknown as ClaimOfRun
  const reply = await send(trainer, beginning([strange]))
  expect(reply).toMatchObject({ ok: false, why: expect.stringContaining('claims[0].of.kind') })
})

test('it is read once for all who ask, until more is stored', async () => {
  using folder = temporaryFolder()
  const store = await openStore(folder.path)
  let read = 0
  const claims = newClaims({ ...store, columns: (...of) => (read++, store.columns(...of)) })
  const keep = (envelopes: Envelope[]) =>
    store.ingest([{ run: 'r', writer: TRAINER, bytes: bytesFromReports(envelopes) }])
  await keep([...beginning(CLAIMS), ...measured(2, [0, 4], [0.5, 0.97])])
  const [one, other] = await Promise.all([claims.judged('r'), claims.judged('r')])
  expect(one).toEqual(other)
  await claims.judged('r')
  expect(read).toBe(1)
  await keep(measured(3, [10], [0.99]))
  expect((await claims.judged('r')).map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds'])
  expect(read).toBe(2)
  await store.close()
})
