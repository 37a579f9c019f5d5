import { describe, expect, it } from 'vitest'
import { detectorProbe } from '#probes/detector.ts'
import { seenIn, sightingsOf } from '#probes/detectors/fold.ts'
import { grokked } from '#probes/detectors/grokked.ts'

const options = { train: 'train-accuracy', test: 'test-accuracy', threshold: 0.95 }

/** What it says of a run of [step, train accuracy, test accuracy]. */
function marksOf(run: readonly (readonly [number, number, number])[], given = options) {
  const steps = run.map(([step]) => step)
  const watched = [
    { of: 'train', steps, values: run.map(([, train]) => train) },
    { of: 'test', steps, values: run.map(([, , test]) => test) },
  ]
  return seenIn(grokked, grokked.initial(given), sightingsOf(watched), given).seen
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
    // As it was said before detectors had options: a stored mark stays what it was.
    const about = 'Test accuracy 0.9700 at step 30; train accuracy passed 0.95 at step 10'
    expect(marks).toEqual([{ step: 30, label: 'Grokked', about }])
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

  it('passes another threshold where one is given', () => {
    const run = [
      [0, 0, 0],
      [10, 0.7, 0.1],
      [20, 0.7, 0.6],
    ] as const
    expect(marksOf(run)).toEqual([])
    expect(marksOf(run, { ...options, threshold: 0.5 })).toMatchObject([{ step: 20 }])
  })

  it('is attached like a probe, and gives an event', () => {
    const { output, needs, cost, options: cards } = detectorProbe(grokked)
    expect([output.kind, needs, cost]).toEqual(['event', ['series'], 'free'])
    expect(cards.map(({ default: standard }) => standard)).toEqual(Object.values(options))
  })
})
