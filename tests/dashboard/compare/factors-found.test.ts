import { describe, expect, it } from 'vitest'
import type { Factor, RunValue } from '#src/vocabulary/index.ts'
import { groupingOf, unsaidFactors } from '#dashboard/compare/factors-found.ts'

const factor = (name: string, values: readonly RunValue[], isReplicate = false): Factor => ({
  name,
  kind: values.every((value) => typeof value === 'number') ? 'number' : 'word',
  values: values.map((value) => ({ value, runs: 1 })),
  isReplicate,
})
const seed = factor('seed', [0, 1, 2], true)
const decay = factor('weightDecay', [0, 1, 5])
const width = factor('width', [64, 128])
const optimizer = factor('optimizer', ['adam', 'sgd', 'muon', 'lion'])
const NOTHING = { color: null, split: null, by: null }

describe('how runs are grouped', () => {
  it('is by the parameter in which they differ, with the seed as the repetition', () =>
    expect(groupingOf({ factors: [seed, decay] }, NOTHING)).toEqual({
      color: 'weightDecay',
      split: null,
      by: ['weightDecay'],
    }))

  it('is by all of them, colored by the number with most values, split by another', () =>
    expect(groupingOf({ factors: [optimizer, width, decay, seed] }, NOTHING)).toEqual({
      color: 'weightDecay',
      split: 'width',
      by: ['weightDecay', 'width', 'optimizer'],
    }))

  it('is as a person says', () => {
    const factors = [optimizer, width, decay, seed]
    expect(groupingOf({ factors }, { color: 'optimizer', split: '', by: ['optimizer', 'weightDecay'] })).toEqual({
      color: 'optimizer',
      split: null,
      by: ['optimizer', 'weightDecay'],
    })
    expect(groupingOf({ factors }, { color: '', split: '', by: [] })).toEqual({ color: null, split: null, by: [] })
    expect(groupingOf({ factors }, { color: 'seed', split: '', by: [] }).by).toEqual(['seed'])
  })

  it('is one group where nothing differs but the seed', () =>
    expect(groupingOf({ factors: [seed] }, NOTHING)).toEqual({ color: null, split: null, by: [] }))

  it('says in what the runs of a group differ beside the seed', () => {
    const backend = factor('backend', ['wasm', 'tensorflow'])
    const all = { runs: 6, factors: [seed, decay, width], others: [backend] }
    const names = (by: readonly string[]) =>
      unsaidFactors(all, { color: null, split: null, by }).map(({ name }) => name)
    expect(names(['weightDecay'])).toEqual(['width', 'backend'])
    expect(names(['weightDecay', 'width'])).toEqual(['backend'])
  })
})
