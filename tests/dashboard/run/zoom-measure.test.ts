import { describe, expect, it } from 'vitest'
import { measureCommand, MOST_STEPS, sparseIn } from '#dashboard/run/zoom-measure.ts'
import { every, type Cadence } from '#src/vocabulary/index.ts'

const rhythm = (cadence: Cadence, from = 0, to = Infinity) => ({ from, to, cadence, live: true, denser: false })
const state = {
  attached: new Map(['a', 'b', 'clock', 'every'].map((probe) => [probe, { probe }])),
  wanted: new Map([
    ['a', [rhythm(every(10))]],
    ['b', [rhythm(every(5)), rhythm(every(1), 40, 60)]],
    ['clock', [rhythm(every(10))]],
    ['every', [rhythm(every(1))]],
    ['gone', [rhythm(every(10), 0, 20)]],
  ]),
  cards: [
    { id: 'a', needs: ['weights'] },
    { id: 'clock', needs: ['clock'] },
  ],
} as const
const all = ['a', 'b', 'clock', 'every', 'gone', 'stranger']

describe('what of a zoom was measured sparsely', () => {
  it('is whole steps within it, of attached probes that lack one there and can be replayed', () => {
    expect(sparseIn(state, { from: 20.4, to: 29.7 }, 500, all)).toEqual({ from: 21, to: 29, probes: ['a', 'b'] })
    expect(sparseIn(state, { from: 40, to: 60 }, 500, all)).toEqual({ from: 40, to: 60, probes: ['a'] })
    expect(sparseIn(state, { from: 41, to: 60 }, 500, ['b', 'every'])).toBeNull()
  })

  it('ends where the run stands, and is nothing beyond', () => {
    expect(sparseIn(state, { from: 90, to: 200 }, 120, ['a'])).toEqual({ from: 90, to: 120, probes: ['a'] })
    expect(sparseIn(state, { from: 130, to: 200 }, 120, ['a'])).toBeNull()
  })

  it('is no stretch that is too long for a detail, nor one that holds no step', () => {
    expect(sparseIn(state, { from: 0, to: MOST_STEPS - 1 }, 1e6, ['a'])?.to).toBe(MOST_STEPS - 1)
    expect(sparseIn(state, { from: 0, to: MOST_STEPS }, 1e6, ['a'])).toBeNull()
    expect(sparseIn(state, { from: 11.2, to: 11.8 }, 500, ['a'])).toBeNull()
  })

  it('is asked for at every step', () =>
    expect(measureCommand('a', { from: 3, to: 9 })).toEqual({
      type: 'attach',
      probe: 'a',
      cadence: every(1),
      from: 3,
      to: 9,
    }))
})
