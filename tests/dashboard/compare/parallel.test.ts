import { describe, expect, it } from 'vitest'
import {
  brushBetween,
  brushedRuns,
  brushOf,
  factorAxis,
  numberAxis,
  placeOn,
  runNear,
} from '#dashboard/compare/parallel.ts'

const rows = [
  { run: 'a', factors: [0, 'relu'], value: null, beyond: 150 },
  { run: 'b', factors: [1, 'tanh'], value: 100, beyond: null },
  { run: 'c', factors: [10, 'relu'], value: 50, beyond: null },
  { run: 'd', factors: [null, 'relu'], value: NaN, beyond: null },
]
const runs = rows.map(({ run }) => run)
const decay = factorAxis('weightDecay', 0, rows)
const activation = factorAxis('activation', 1, rows)
const onset = numberAxis('onset("grokked")', 'onset of grokked', rows)

describe('parallel coordinates', () => {
  it('place factors and numbers from below to above; where an event never came, openly at the last step', () => {
    expect(runs.map((run) => placeOn(decay, run))).toEqual([0, 0.5, 1, null])
    expect(runs.map((run) => placeOn(onset, run))).toEqual([1, 0.5, 0, null])
    expect([...onset.open]).toEqual(['a'])
    expect(runs.map((run) => placeOn(activation, run))).toEqual([0, 1, 0, 0])
  })

  it('select the runs that every brush holds, and none is held that has no place there', () => {
    const axes = [decay, activation, onset]
    expect(brushedRuns(axes, runs, new Map())).toBeNull()
    const early = brushBetween(onset, 50, 100)!
    expect([...brushedRuns(axes, runs, new Map([[onset.key, early]]))!]).toEqual(['b', 'c'])
    const both = new Map([
      [onset.key, early],
      [activation.key, brushBetween(activation, 'relu', 'relu')!],
    ])
    expect([...brushedRuns(axes, runs, both)!]).toEqual(['c'])
    expect([...brushedRuns(axes, runs, new Map([[decay.key, { from: 0, to: 1 }]]))!]).toEqual(['a', 'b', 'c'])
    expect(brushBetween(decay, 0, 'no number')).toBeNull()
  })

  it('are brushed by a drag in either direction, and not by a click', () => {
    expect(brushOf(0.8, 0.2)).toEqual({ from: 0.2, to: 0.8 })
    expect(brushOf(0.5, 1.7)).toEqual({ from: 0.5, to: 1 })
    expect(brushOf(0.5, 0.505)).toBeNull()
  })

  it('say which run is under the pointer', () => {
    expect(runNear([decay, onset], runs, 0.5, 0.52, 0.06)).toBe('a')
    expect(runNear([decay, onset], runs, 1, 0, 0.06)).toBe('c')
    expect(runNear([decay, onset], runs, 1, 0.8, 0.06)).toBeNull()
  })
})
