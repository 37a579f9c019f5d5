import fc from 'fast-check'
import { expect, test } from 'vitest'
import { offeredIn, stateAfter, UNKNOWN_RUN, type RunState } from '#src/run-state/index.ts'
import { BOUNDS, type ProbeCard, type Report } from '#src/vocabulary/index.ts'
import { declaration, startedReport } from '../store/reports.ts'
import { histories } from './histories.ts'

const folded = (...reports: Report[]) => reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)
const card = (id: string, name: string) => ({ id, name, group: 'norms' }) as ProbeCard

test('a file of a probe is wrong until its next good version', () => {
  const rejected: Report = { type: 'rejected', file: 'mine.ts', line: 12, why: 'Unexpected token', step: 40 }
  const offered: Report = { type: 'offered', probe: card('mine', 'Mine'), file: 'mine.ts', step: 60 }
  expect(folded(rejected).rejected.get('mine.ts')).toEqual({ line: 12, why: 'Unexpected token', step: 40 })
  expect(folded(rejected, offered).rejected.size).toBe(0)
})

test('a card that comes again takes the place of the one before, and is told from those that were there at the start', () => {
  const started = { ...startedReport('r'), probes: [card('loss', 'Loss')] } as Report
  const offered = (name: string): Report => ({ type: 'offered', probe: card('mine', name), file: 'mine.ts', step: 60 })
  const state = folded(started, offered('Mine'), offered('Mine again'))
  expect(state.cards.map(({ name }) => name)).toEqual(['Loss', 'Mine again'])
  expect(offeredIn(state)).toEqual([card('mine', 'Mine again')])
})

test('of probes that are offered without end, as many are listed as a run may bring', () => {
  const offer = (id: string): Report => ({ type: 'offered', probe: card(id, id), file: '', step: 0 })
  const offers = Array.from({ length: BOUNDS.cards + 100 }, (_, i) => offer(`mine-${i}`))
  const state = folded(...offers, { type: 'offered', probe: card('mine-7', 'Again'), file: '', step: 1 })
  expect(state.cards).toHaveLength(BOUNDS.cards)
  expect(state.cards.at(-1)!.name).toBe('Again')
})

test('a series is declared once, under the group that its name stands for now', () => {
  const spelled = (group: string): Report => ({ type: 'declared', series: { ...declaration('loss'), group } as never })
  const state = folded(spelled('generalisation'), spelled('norms'))
  expect([...state.declared.values()].map(({ group }) => group)).toEqual(['generalization'])
})

test('no file is both in use as it is and rejected, unless a later version of it was', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const { rejected, cards } = folded(...reports)
      for (const file of ['gini.ts', 'ntk.ts']) {
        const last = reports.findLast(
          (report) => (report.type === 'offered' || report.type === 'rejected') && report.file === file,
        )
        expect(rejected.has(file)).toBe(last?.type === 'rejected')
      }
      expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length)
    }),
  )
})
