import { expect, test } from 'vitest'
import { every, type Envelope, type Fact, type Report } from '#src/vocabulary/index.ts'
import { stateFromFacts, UNKNOWN_RUN, withFact } from '#dashboard/live/run-state.ts'

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
const facts: Envelope<Fact>[] = REPORTS.map((report, seq) => ({ run: 'r', seq, at: 0, report }))

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
    stateFromFacts([
      {
        run: 'r',
        seq: 0,
        at: 0,
        report: { type: 'attached', probe: 'linear-cka', step, cadence: every(1), options: {} },
      },
    ])
  expect(attach(0).timeline).toEqual([])
  expect(attach(120).timeline).toMatchObject([{ step: 120, label: 'Attached linear-cka' }])
})

test('between a detachment and the next attachment there is a gap', () => {
  const attached = (step: number) =>
    ({ type: 'attached', probe: 'gini', step, cadence: every(1), options: {} }) as const
  const detached = (step: number) => ({ type: 'detached', probe: 'gini', step }) as const
  const reports = [attached(0), detached(40), attached(90), detached(120)]
  const state = stateFromFacts(reports.map((report, seq) => ({ run: 'r', seq, at: 0, report })))
  expect(state.gaps.get('gini')).toEqual([{ from: 40, to: 90 }])
  expect(state.detached.get('gini')).toBe(120)
})
