import { describe, expect, it } from 'vitest'
import type { GroupLook } from '#dashboard/panels/band.ts'
import { blocksOf, compareValues, mapRows } from '#dashboard/compare/map-rows.ts'

const look = (id: string): GroupLook => ({ id, label: id, style: { color: 'red', dash: [] }, facet: null })
const groups = new Map([
  ['a', look('1')],
  ['b', look('1')],
  ['c', look('2')],
  ['d', look('2')],
])
const lookOf = (run: string) => groups.get(run) ?? null
const row = (run: string, value: number | null, factor: number | string | null = null) => ({ run, factors: [factor], value, beyond: null }) // prettier-ignore

describe('the rows of the map of runs', () => {
  it('are in the order of their groups, each group one block; a run that nobody knows is none', () => {
    const rows = mapRows(['a', 'b', 'unknown', 'c', 'd'], lookOf, null)
    expect(rows.map(({ run }) => run)).toEqual(['a', 'b', 'c', 'd'])
    expect(blocksOf(rows)).toEqual([
      { label: '1', from: 0, to: 2 },
      { label: '2', from: 2, to: 4 },
    ])
  })

  it('are sorted by a factor, those that share a value as they were', () => {
    const order = { isOnset: false, rows: [row('a', 0, 3), row('b', 0, 0.5), row('c', 0, 3), row('d', 0, null)] }
    const rows = mapRows(['a', 'b', 'c', 'd'], lookOf, order)
    expect(rows.map(({ run }) => run)).toEqual(['b', 'a', 'c', 'd'])
    expect(blocksOf(rows).map(({ label }) => label)).toEqual(['0.5', '3', '–'])
  })

  it('are sorted by the onset of an event, and where it never came they are last', () => {
    const order = { isOnset: true, rows: [row('a', null), row('b', 40), row('c', 7), row('d', 100)] }
    expect(mapRows(['a', 'b', 'c', 'd'], lookOf, order).map(({ run }) => run)).toEqual(['c', 'b', 'd', 'a'])
  })
})

it('orders numbers by size, then words, then NaN, then nothing', () => {
  const values = [null, 'wide', NaN, 10, 'narrow', 2, -1]
  expect(values.toSorted(compareValues)).toEqual([-1, 2, 10, 'narrow', 'wide', NaN, null])
})
