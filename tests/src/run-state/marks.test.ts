import { expect, it } from 'vitest'
import { withMark } from '#src/run-state/index.ts'
import type { Mark } from '#src/vocabulary/index.ts'

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
