import { expect, test } from 'vitest'
import { eventHints } from '#src/vocabulary/condition/event-hints.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import type { Mark } from '#src/vocabulary/index.ts'

const rise: Mark = {
  ...{ by: 'grokking', step: 30, label: 'Generalization', about: '' },
  transition: {
    ...{ series: 'test-accuracy', key: 'generalization', onset: null, end: null, before: null, after: null },
    ...{ seenAt: 44, score: 1 },
  },
}
const of = (text: string, marks: readonly Mark[] = []) =>
  eventHints(parseCondition(text), ['grokked', 'grokking', 'cusum'], marks)

test('an event that a detector may say needs no word', () => {
  expect(of('event("grokked") or event("cusum") and test-loss < 1')).toEqual([])
})

test('a misspelled one is answered with the nearest, one like no other with how it may come to be', () => {
  expect(of('event("groked")')).toEqual(["No event 'groked' yet; did you mean 'grokked'?"])
  expect(of('event("generalisation")', [rise])).toEqual([
    "No event 'generalisation' yet; did you mean 'generalization'?",
  ])
  expect(of('event("my own")')).toEqual(["No event 'my own' yet; a detector that says it may still be attached"])
})

test('one that came is told, by whichever name it is waited for', () => {
  for (const name of ['grokking', 'Generalization', 'generalization', 'grokking/generalization'])
    expect(of(`event("${name}")`, [rise])).toEqual([
      `Event '${name}' came at step 30 already: only another one is waited for`,
    ])
})
