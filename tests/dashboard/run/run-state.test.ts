import { expect, test } from 'vitest'
import { every, perDecade, type Command, type Envelope, type Fact, type Report } from '#src/vocabulary/index.ts'
import { stateFromFacts, withFact } from '#dashboard/run/facts.ts'
import { settingsAt } from '#dashboard/run/fork.ts'
import { UNKNOWN_RUN } from '#dashboard/run/run-state.ts'
import { startedReport } from '../../src/store/reports.ts'

const declaration = {
  name: 'weight-norm/w1',
  probe: 'weight-norm',
  part: 'w1',
  kind: 'scalar',
  group: 'norms',
  unit: '1',
  scale: 'log',
  range: null,
} as const
const REPORTS: Exclude<Report, { type: 'measured' }>[] = [
  { type: 'attached', probe: 'weight-norm', step: 0, cadence: every(5), options: {} },
  { type: 'declared', series: declaration },
  { type: 'absent', series: 'weight-norm/w1', step: 0, why: 'No update before step 1' },
  { type: 'applied', command: { type: 'pause' }, step: 40 },
  { type: 'marked', mark: { by: 'grokked', step: 205, label: 'Grokked', about: 'Test accuracy 0.96' } },
  { type: 'failed', probe: 'weight-norm', step: 300, why: 'Out of memory' },
]
const enveloped = (reports: readonly Report[]) =>
  reports.map((report, seq) => ({ run: 'r', seq, at: 0, report })) as Envelope<Fact>[]
const stateOf = (...reports: Report[]) => stateFromFacts(enveloped(reports))
const applied = (command: Command, step: number, by?: string): Report => ({
  type: 'applied',
  command,
  step,
  ...(by && { by }),
})
const facts = enveloped(REPORTS)

test('the facts of a run, read in order, say how it stands', () => {
  const state = stateFromFacts(facts)
  expect(state.series).toEqual([declaration])
  expect(state.attached.size).toBe(0)
  expect(state.failed.get('weight-norm')).toMatchObject({ step: 300, why: 'Out of memory' })
  expect(state.absent.get('weight-norm/w1')?.why).toBe('No update before step 1')
  expect(state.timeline.map(({ step, label, kind }) => [step, label, kind])).toEqual([
    [40, 'Paused', 'command'],
    [205, 'Grokked', 'mark'],
    [300, 'weight-norm failed', 'failure'],
  ])
})

test('a fact that comes again after a reconnect changes nothing', () => {
  const once = stateFromFacts(facts)
  expect([...facts, ...facts].reduce(withFact, UNKNOWN_RUN)).toEqual(once)
})

test('a late attachment is a mark, a first one is not', () => {
  const attach = (step: number) =>
    stateOf({ type: 'attached', probe: 'linear-cka', step, cadence: every(1), options: {} })
  expect(attach(0).timeline).toEqual([])
  expect(attach(120).timeline).toMatchObject([{ step: 120, label: 'Attached linear-cka' }])
})

test('between a detachment and the next attachment there is a gap', () => {
  const attached = (step: number) =>
    ({ type: 'attached', probe: 'gini', step, cadence: every(1), options: {} }) as const
  const detached = (step: number) => ({ type: 'detached', probe: 'gini', step }) as const
  const state = stateOf(attached(0), detached(40), attached(90), detached(120))
  expect(state.gaps.get('gini')).toEqual([{ from: 40, to: 90 }])
  expect(state.detached.get('gini')).toBe(120)
})

test('a past that is filled in closes the gap, and the points of others are left alone', () => {
  const attached = { type: 'attached', probe: 'gini', step: 90, cadence: every(10), options: {}, from: 0 } as const
  const filled = (to: number) => ({ type: 'filled', probe: 'gini', from: 0, to, goal: 89, columns: [] }) as const
  const half = stateOf(attached, filled(40))
  expect(half.gaps.get('gini')).toEqual([{ from: 40, to: 90 }])
  const whole = withFact(half, { run: 'r', seq: 2, at: 0, report: filled(89) })
  expect(whole.gaps.get('gini')).toEqual([])
  expect(withFact(half, { run: 'r', seq: 2, at: 0, report: { ...filled(89), probe: 'other' } }).gaps).toBe(half.gaps)
})

test('a past that cannot be had says why, asked for or not', () => {
  const why = 'It reads the clock'
  const attached = { type: 'attached', probe: 'elapsed', step: 90, cadence: every(10), options: {} } as const
  const state = stateOf(attached, { type: 'unfilled', probe: 'elapsed', step: 90, why })
  expect(state.fills.get('elapsed')).toMatchObject([{ why, to: null }])
})

test('a setting is what the last command made it, and the timeline says so', () => {
  const started = startedReport('r') as Extract<Report, { type: 'started' }>
  const run = { ...started.run, parameters: { learningRate: 0.005, weightDecay: 5 } }
  const set = (value: number, step: number) => applied({ type: 'set', key: 'learningRate', value }, step)
  const state = stateOf({ ...started, run }, set(0.001, 100), set(0.002, 300))
  expect(settingsAt(run.parameters, state.changes, 250)).toEqual({ learningRate: 0.001, weightDecay: 5 })
  expect(state.timeline.map(({ step, label }) => [step, label])).toEqual([
    [100, 'learningRate = 0.001'],
    [300, 'learningRate = 0.002'],
  ])
})

test('the cadence that holds is told from the one that was asked for', () => {
  const attached = { type: 'attached', probe: 'gini', step: 0, cadence: every(10), options: {} } as const
  const retuned = (cadence: typeof attached.cadence, until: number | null, why: string | null) =>
    ({ type: 'retuned', probe: 'gini', step: 50, cadence, options: {}, until, why }) as const
  const stretched = stateOf(attached, retuned(every(40), null, 'the budget of 5 %')).attached.get('gini')
  expect(stretched).toMatchObject({ cadence: every(40), why: 'the budget of 5 %', asked: { cadence: every(10) } })
  const asked = stateOf(attached, { ...retuned(every(1), null, null), cadence: perDecade(8) }).attached.get('gini')
  expect(asked).toMatchObject({ cadence: perDecade(8), why: null, asked: { cadence: perDecade(8) } })
})

test('a breakpoint is there until it is removed, and knows where it held', () => {
  const breakpoint = { id: 'b1', when: 'test-loss < 1', then: [{ type: 'pause' }] } as const
  const set = applied({ type: 'break', breakpoint }, 10)
  const mark: Report = {
    type: 'marked',
    mark: { by: 'breakpoint b1', step: 205, label: 'b1', about: 'test-loss < 1 came to hold' },
  }
  const state = stateOf(set, mark, applied({ type: 'pause' }, 205, 'breakpoint b1'))
  expect(state.breakpoints.get('b1')).toEqual({ breakpoint, step: 10, fired: [205] })
  expect(state.timeline.map(({ step, kind }) => [step, kind])).toEqual([
    [10, 'control'],
    [205, 'breakpoint'],
    [205, 'control'],
  ])
  expect(state.timeline.at(-1)?.about).toBe('Paused at step 205, by breakpoint b1')
  expect(stateOf(set, applied({ type: 'unbreak', id: 'b1' }, 300)).breakpoints.size).toBe(0)
})

test('a file of a probe is wrong until its next good version', () => {
  const card = { id: 'mine', name: 'Mine' } as never
  const rejected: Report = { type: 'rejected', file: 'mine.ts', line: 12, why: 'Unexpected token', step: 40 }
  const offered: Report = { type: 'offered', probe: card, file: 'mine.ts', step: 60 }
  expect(stateOf(rejected).rejected.get('mine.ts')).toEqual({ line: 12, why: 'Unexpected token', step: 40 })
  const state = stateOf(rejected, offered)
  expect(state.rejected.size).toBe(0)
  expect(state.cards).toEqual([card])
  expect(state.files.get('mine')).toBe('mine.ts')
})

test('a run that is to pause by itself says where, until it does', () => {
  const going = [applied({ type: 'resume' }, 10), applied({ type: 'until', step: 500 }, 10)]
  expect(stateOf(...going).target).toBe(500)
  expect(stateOf(...going, applied({ type: 'pause' }, 500, 'until 500')).target).toBeNull()
  expect(stateOf(applied({ type: 'step', steps: 3 }, 7)).target).toBe(10)
})

test('checkpoints are kept apart from what happened', () => {
  const state = stateOf({ type: 'checkpointed', step: 100, bytes: 2_000, whole: true })
  expect(state.checkpoints).toEqual([{ step: 100, bytes: 2_000, whole: true }])
  expect(state.timeline).toEqual([])
})
