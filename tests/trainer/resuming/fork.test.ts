import { afterAll, describe, expect, it } from 'vitest'
import { every, PEOPLE, type Envelope, type Fact, type ParameterValues } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { branching, changesOf, planOfBranch } from '#trainer/resuming/fork.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const checkpoints = openCheckpoints(folder.path)
const engine = await backend()
const order = {
  ...tiny,
  group: 'study',
  probes: ['path-length@4', 'grok-delay@3'],
  probeOptions: ['grok-delay.threshold=0.08'],
}
const script: Script = {
  5: [{ type: 'set', key: 'rate', value: 0.02 }],
  9: [{ type: 'checkpoint' }],
  12: [{ type: 'attach', probe: 'gini', cadence: every(4) }],
  15: [{ type: 'set', key: 'rate', value: 0.01 }],
}
const parent = await steered(planRun(order), { script, checkpoints })

async function branchOf(envelopes: readonly Envelope[], at: number, set: ParameterValues = {}, own = checkpoints) {
  const record = await recordFrom(envelopes)
  const plan = planOfBranch(record, { at, set })
  return steered(plan, {
    // What is commanded of the parent behind the fork is commanded of the branch too.
    script: { ...behind(at), [at]: changesOf(plan) },
    origin: (probes) => branching(record, plan, engine, own, probes),
  })
}

function behind(at: number): Script {
  return Object.fromEntries(Object.entries(script).filter(([step]) => Number(step) > at))
}
const noted = (id: string, from: number, to: number, text: string | null): Fact => ({
  type: 'noted',
  note: { id, from, to, text },
})
const weightsOf = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'ended').at(-1)!.weights
function upTo(envelopes: readonly Envelope[], step: number) {
  const cut = Object.entries(curvesOf(envelopes)).map(([name, points]) => [name, points.filter(([at]) => at <= step)])
  return Object.fromEntries(cut.filter(([, points]) => points!.length > 0))
}

describe('a branch', () => {
  it.each([0, 7, 9, 15, 26])('without a change, from step %i, stays its parent to the bit', async (at) => {
    const { envelopes } = await branchOf(parent.envelopes, at)
    expect(weightsOf(envelopes)).toBe(weightsOf(parent.envelopes))
    expect(curvesOf(envelopes)).toEqual(curvesOf(parent.envelopes))
    expect(envelopes.map(({ seq }) => seq)).toEqual(envelopes.keys().toArray())
    const declared = reportsOf(envelopes, 'started')[0]?.run
    expect(declared?.parent).toMatchObject({ step: at, set: {} })
    // Its parent is a member of a study; what is made of that later is not.
    expect(reportsOf(parent.envelopes, 'started')[0]?.run.group).toBe('study')
    expect(declared).not.toHaveProperty('group')
  })

  it('that changes a setting is its parent up to the fork, and not behind it', async () => {
    const { envelopes } = await branchOf(parent.envelopes, 20, { weightDecay: 0 })
    expect(upTo(envelopes, 20)).toEqual(upTo(parent.envelopes, 20))
    const [own, other] = [envelopes, parent.envelopes].map((all) => curvesOf(all)['train-loss']!)
    expect(own![21]).not.toEqual(other![21])
    expect(weightsOf(envelopes)).not.toBe(weightsOf(parent.envelopes))
    expect(reportsOf(envelopes, 'applied').at(-1)).toEqual({
      type: 'applied',
      command: { type: 'set', key: 'weightDecay', value: 0 },
      step: 20,
    })
  })

  it('of a branch is both', async () => {
    const first = await branchOf(parent.envelopes, 18, { weightDecay: 0 })
    const second = await branchOf(first.envelopes, 27, { rate: 0.001 })
    const same = await branchOf(first.envelopes, 27)
    expect(upTo(second.envelopes, 27)).toEqual(upTo(first.envelopes, 27))
    expect(weightsOf(same.envelopes)).toBe(weightsOf(first.envelopes))
    expect(weightsOf(second.envelopes)).not.toBe(weightsOf(first.envelopes))
  })

  it('is called as its parent is called now, and keeps the notes on the steps that they share', async () => {
    const said: readonly Fact[] = [
      { type: 'labeled', name: 'Wide', tags: ['paper'], note: 'Groks late', archived: true },
      noted('all', 0, 30, 'Here'),
      noted('behind', 21, 22, 'Not yet'),
      noted('gone', 3, 4, 'Here'),
      noted('gone', 3, 4, null),
      noted('start', 2, 2, 'First'),
      noted('start', 2, 2, 'First of all'),
    ]
    const people = said.map((report, seq) => ({ run: 'parent', writer: PEOPLE, seq, at: 0, report }))
    const record = await recordFrom(parent.envelopes)
    const noticed = { ...record, facts: [...record.facts, ...people] }
    expect(planOfBranch(noticed, { at: 20, set: { rate: 0.5 } })).toMatchObject({ name: 'Wide @20 rate=0.5' })
    expect(planOfBranch(record, { at: 20, set: {} }).name).toBe(`${record.run.name} @20`)
    const plan = planOfBranch(noticed, { at: 20, set: {} })
    const { envelopes } = await steered(plan, {
      origin: (probes) => branching(noticed, plan, engine, checkpoints, probes),
    })
    const shared = [noted('all', 0, 20, 'Here'), noted('start', 2, 2, 'First of all')]
    expect(reportsOf(envelopes, 'noted')).toEqual(shared)
    expect(reportsOf(envelopes, 'labeled')).toEqual([])
  })

  it('fills in by itself what of the past its parent was still filling in', async () => {
    const filled = parent.envelopes.findIndex(({ report }) => report.type === 'filled')
    const attached = parent.envelopes.findIndex(({ report }) => report.type === 'attached' && report.probe === 'gini')
    const without = parent.envelopes
      .slice(0, filled)
      .concat(parent.envelopes.slice(filled).filter(({ report }) => report.type !== 'filled'))
      .map((envelope, seq) => ({ ...envelope, seq }))
    expect(filled).toBeGreaterThan(attached)
    const { envelopes } = await branchOf(without, 26)
    expect(curvesOf(envelopes)).toEqual(curvesOf(parent.envelopes))
  })
})
