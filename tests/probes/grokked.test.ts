import { describe, expect, it } from 'vitest'
import type { Mark } from '#src/vocabulary/index.ts'
import { grokked } from '#probes/grokked.ts'

/** Marks over a run of [step, train accuracy, test accuracy], train told first as the catalogue orders it. */
function marksOf(run: readonly (readonly [number, number, number])[]): Mark[] {
  let state = grokked.initial
  const marks: Mark[] = []
  for (const [step, train, test] of run) {
    for (const [series, value] of [['train-accuracy', train] as const, ['test-accuracy', test] as const]) {
      const next = grokked.next(state, { series, step, value })
      state = next.state
      if (next.mark !== null) marks.push(next.mark)
    }
  }
  return marks
}

describe('grokked', () => {
  it('marks the first step at which test passes 0.95 after train did, once', () => {
    const marks = marksOf([
      [0, 0.01, 0.01],
      [10, 0.96, 0.1],
      [20, 1, 0.95],
      [30, 1, 0.97],
      [40, 1, 0.5],
      [50, 1, 1],
    ])
    expect(marks.map(({ step, by }) => [step, by])).toEqual([[30, 'grokked']])
    expect(marks[0]?.about).toContain('train accuracy passed 0.95 at step 10')
  })

  it('does not mark a run that generalizes as it memorizes, nor one that only memorizes', () => {
    expect(
      marksOf([
        [0, 0, 0],
        [10, 1, 1],
      ]),
    ).toEqual([])
    expect(
      marksOf([
        [0, 0, 0],
        [10, 1, 0.1],
        [20, 1, 0.9],
      ]),
    ).toEqual([])
    expect(
      marksOf([
        [0, 0, 0.99],
        [10, Number.NaN, Number.NaN],
      ]),
    ).toEqual([])
  })
})
