import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stateAfter, stateFromFacts, UNKNOWN_RUN, type RunState } from '#src/run-state/index.ts'
import { PEOPLE, type Label, type Report } from '#src/vocabulary/index.ts'
import { startedReport } from '../store/reports.ts'
import { factsOf, histories, labels, noteChanges } from './histories.ts'

const after = (reports: readonly Report[]) => reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)

test('of each field of a label holds what was said of it last', () => {
  fc.assert(
    fc.property(fc.array(labels), (said) => {
      const state = after(said.map((label): Report => ({ type: 'labeled', ...label })))
      const last = <K extends keyof Label>(key: K) => said.findLast((label) => label[key] !== undefined)?.[key]
      expect(state.labels).toEqual({
        name: last('name') ?? null,
        tags: last('tags') ?? [],
        note: last('note') ?? null,
        archived: last('archived') ?? false,
      })
    }),
  )
})

test('a tag that is given twice is one', () => {
  expect(after([{ type: 'labeled', tags: ['b', 'a', 'b'] }]).labels.tags).toEqual(['b', 'a'])
})

test('of each note holds what was said of it last, and one without a text is gone', () => {
  fc.assert(
    fc.property(fc.array(noteChanges), (said) => {
      const { notes } = after(said.map((note): Report => ({ type: 'noted', note })))
      const last = new Map(said.map((note) => [note.id, note]))
      const standing = [...last.values()].filter(({ text }) => text !== null)
      expect(new Set(notes)).toEqual(new Set(standing))
      expect(notes).toHaveLength(standing.length)
    }),
  )
})

test('a note that is said again keeps its place', () => {
  const noted = (id: string, text: string | null): Report => ({ type: 'noted', note: { id, from: 1, to: 2, text } })
  const texts = (...reports: Report[]) => after(reports).notes.map(({ text }) => text)
  expect(texts(noted('a', 'A'), noted('b', 'B'), noted('a', 'C'))).toEqual(['C', 'B'])
  expect(texts(noted('a', 'A'), noted('b', 'B'), noted('a', null), noted('a', 'C'))).toEqual(['B', 'C'])
})

test('who says it makes no difference', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const own = stateFromFacts(factsOf(reports))
      const isSaid = ({ type }: Report) => type === 'labeled' || type === 'noted'
      const [said, rest] = [reports.filter(isSaid), reports.filter((report) => !isSaid(report))]
      const others = factsOf(said).map((fact) => ({ ...fact, writer: PEOPLE }))
      const state = stateFromFacts([...factsOf(rest), ...others])
      expect({ ...state, next: 0, nextOfOthers: 0 }).toEqual({ ...own, next: 0, nextOfOthers: 0 })
    }),
  )
})

test('a run is a member of the group that it declares', () => {
  const started = startedReport('r') as Extract<Report, { type: 'started' }>
  const run = { ...started.run, group: 'decay sweep' }
  expect(after([{ ...started, run }]).run?.group).toBe('decay sweep')
})
