import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logOf, stateAfter, stateFromFacts, UNKNOWN_RUN, withFact, type RunState } from '#src/run-state/index.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { factsOf, histories } from './histories.ts'

test('folded in pieces that overlap, facts come to what they come to at once', () => {
  fc.assert(
    fc.property(histories, fc.nat(), fc.nat(), ({ reports }, a, b) => {
      const facts = factsOf(reports)
      const [seen, again] = [a % (facts.length + 1), b % (facts.length + 1)]
      const first = stateFromFacts(facts.slice(0, Math.max(seen, again)))
      expect(facts.slice(Math.min(seen, again)).reduce(withFact<RunState>, first)).toEqual(stateFromFacts(facts))
    }),
  )
})

test('a fact that was seen changes nothing', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const facts = factsOf(reports)
      const state = stateFromFacts(facts)
      for (const fact of facts) expect(withFact(state, fact)).toBe(state)
    }),
  )
})

test('facts say as much as the Reports they were, but for how far the numbers reach and which fact is next', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const whole = reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)
      const state = stateFromFacts(factsOf(reports))
      expect({ ...state, step: whole.step, next: 0 }).toEqual(whole)
      expect(state.step).toBeLessThanOrEqual(whole.step)
    }),
  )
})

test('measurements change nothing but how far the run is', () => {
  fc.assert(
    fc.property(histories, ({ reports, now }) => {
      const state = reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)
      const columns = [
        { series: 'loss', steps: Float64Array.of(1, now + 7), values: new Float64Array(2), lengths: null },
      ]
      expect(stateAfter(state, { type: 'measured', columns })).toEqual({ ...state, step: now + 7 })
    }),
  )
})

test('what a reader keeps besides is left alone', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const facts = factsOf(reports)
      const shown = { ...UNKNOWN_RUN, timeline: ['kept'] }
      expect(facts.reduce(withFact<typeof shown>, shown)).toEqual({ ...stateFromFacts(facts), timeline: ['kept'] })
    }),
  )
})

test('every fact of a kind is kept in order, and nothing twice', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const facts = factsOf(reports)
      const state = stateFromFacts(facts)
      const all = <T extends Report['type']>(type: T) =>
        reports.filter((report): report is Extract<Report, { type: T }> => report.type === type)
      expect(state.marks).toEqual(all('marked').map(({ mark }) => mark))
      expect(state.checkpoints).toEqual(all('checkpointed').map(({ step, bytes, whole }) => ({ step, bytes, whole })))
      expect(state.forks.map(({ run }) => run)).toEqual(all('forked').map(({ run }) => run))
      expect(state.log).toEqual(all('applied').map(({ step, command }) => ({ step, command })))
      expect(state.log).toEqual(logOf(facts))
      expect([...state.declared.keys()]).toEqual([...new Set(all('declared').map(({ series }) => series.name))])
    }),
  )
})

test('folded at once, facts come to what they come to one by one, also those that come twice', () => {
  fc.assert(
    fc.property(histories, fc.nat(), ({ reports }, again) => {
      const facts = factsOf(reports)
      const twice = [...facts, ...facts.slice(again % (facts.length + 1))]
      expect(stateFromFacts(twice)).toEqual(facts.reduce(withFact<RunState>, UNKNOWN_RUN))
    }),
  )
})
