import { expect, it } from 'vitest'
import { stateFromFacts, UNKNOWN_RUN, withFact, withMark } from '#src/run-state/index.ts'
import type { Envelope, Fact, Mark } from '#src/vocabulary/index.ts'
import { enveloped, startedReport } from '../store/reports.ts'

const moment = (step: number): Mark => ({ by: 'grokked', step, label: 'Grokked', about: '' })
const transition = (by: string, key: string, step: number): Mark => ({
  ...{ by, step, label: by, about: '' },
  transition: { series: 'a', key, onset: null, end: null, before: null, after: null, seenAt: 9, score: 1 },
})

it('adds moments, each for itself, and keeps of a transition what was said of it last, in its place', () => {
  const said = [moment(3), transition('a', '1', 4), moment(3), transition('a', '2', 5), transition('b', '1', 6)]
  const marks = said.reduce(withMark, [] as readonly Mark[])
  expect(marks).toEqual(said)
  expect(withMark(marks, transition('a', '1', 2))).toEqual(said.with(1, transition('a', '1', 2)))
  expect(withMark(marks, transition('a', '3', 2))).toEqual([...said, transition('a', '3', 2)])
})

it('puts the marks of many facts together as one after the other, without reading all those before for each', () => {
  let reads = 0
  const counted = (mark: Mark): Mark => Object.defineProperty({ ...mark }, 'by', { get: () => (reads++, mark.by), enumerable: true }) // prettier-ignore
  const said = Array.from({ length: 2_000 }, (_, i) => (i % 5 === 0 ? moment(i) : transition('a', `${i % 777}`, i)))
  const factsOf = (marks: readonly Mark[]) =>
    enveloped('r', 0, [startedReport('r'), ...marks.map((mark) => ({ type: 'marked', mark }) as const)]) as Envelope<Fact>[] // prettier-ignore
  const marks = stateFromFacts(factsOf(said)).marks
  expect(marks).toEqual(factsOf(said).reduce(withFact, UNKNOWN_RUN).marks)
  stateFromFacts(factsOf(said.map(counted)))
  expect(reads).toBeLessThanOrEqual(2 * said.length)
  // What was put together is nobody's to change.
  const before = [...marks]
  withMark(marks, moment(9_999))
  withMark(marks, transition('a', '1', 9_999))
  expect(marks).toEqual(before)
})
