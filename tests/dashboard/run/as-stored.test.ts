import { expect, test } from 'vitest'
import type { Envelope, Fact } from '#src/vocabulary/index.ts'
import { stateAsStored, unreadableText, withStoredFact } from '#dashboard/run/as-stored.ts'
import { startedReport } from '../../src/store/reports.ts'

const stored = (reports: readonly unknown[], writer?: string) =>
  reports.map((report, seq) => ({ run: 'r', seq, at: 0, report, ...(writer && { writer }) })) as Envelope<Fact>[]

test('facts that cannot be read are said once each, and the rest of the run is there', () => {
  const facts = stored([
    startedReport('r'),
    { type: 'applied', command: {}, step: 4 },
    { type: 'sang', step: 5 },
    { type: 'sang', step: 6 },
    { type: 'marked', mark: { by: 'grokked', step: 9, label: 'Grokked', about: 'x' } },
  ])
  const state = stateAsStored(facts)
  expect(state.run?.id).toBe('r')
  expect(state.timeline.map(({ label }) => label)).toEqual(['Grokked'])
  expect(unreadableText(state.unreadable)).toMatch(/^3 reports .*command\.type.*; Report type ‘sang’[^;]*$/)
  expect(withStoredFact(state, facts[2]!)).toBe(state)
  expect(unreadableText([])).toBeNull()
})

test('a command that this version does not know is on the timeline by its name, and words are cut to fit', () => {
  const state = stateAsStored(
    stored([
      { type: 'applied', command: { type: 'levitate' }, step: 4 },
      { type: 'failed', probe: 'p'.repeat(5_000), step: 5, why: 'w'.repeat(100_000) },
    ]),
  )
  expect(state.timeline[0]?.label).toBe('Command ‘levitate’')
  expect(state.timeline[1]!.label.length).toBeLessThanOrEqual(80)
  expect(state.timeline[1]!.about.length).toBeLessThanOrEqual(600)
})

test('a second writer brings series and marks, and does not say how the run stands', () => {
  const first = stateAsStored(stored([startedReport('r'), { type: 'attached', probe: 'gini', step: 0 }]))
  const second = stored(
    [
      { type: 'declared', series: { name: 'watts', probe: 'watts', kind: 'scalar' } },
      { type: 'ended', how: 'completed', step: 9, weights: '', msPerStep: 1, why: null },
      { type: 'failed', probe: 'gini', step: 9, why: 'no sensor' },
    ],
    'sidecar',
  ).reduce(withStoredFact, first)
  expect(second.series.map(({ name }) => name)).toEqual(['watts'])
  expect([second.status, second.ended]).toEqual(['running', null])
  expect([...second.attached.keys()]).toEqual(['gini'])
  expect(second.failed.get('gini')?.why).toBe('no sensor')
})
