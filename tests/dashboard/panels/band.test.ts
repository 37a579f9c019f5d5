import { describe, expect, it } from 'vitest'
import { bandsOf, nearestLine, readingAt, type BandGroup } from '#dashboard/panels/band.ts'
import { bandRange } from '#dashboard/panels/band-scene.ts'
import { bandsBadge, leftOutText } from '#dashboard/panels/bands-badge.ts'

const group = (id: string, more: Partial<BandGroup> = {}): BandGroup => ({
  key: [id],
  runs: [`${id}1`, `${id}2`],
  left: [],
  x: Float64Array.of(0, 10, 20),
  center: Float64Array.of(1, 2, 3),
  low: Float64Array.of(0, 1, NaN),
  high: Float64Array.of(2, 3, 4),
  n: Uint32Array.of(2, 2, 1),
  members: Float64Array.of(0, 1, NaN, 2, 3, 4),
  exact: true,
  interpolated: 0,
  folded: 0,
  look: { id, label: id, style: { color: 'red', dash: [] }, facet: null },
  ...more,
})

describe('what a group is at a place', () => {
  it('is what it was at the last place before it', () => {
    expect(readingAt(group('a'), 10)).toEqual({ x: 10, center: 2, low: 1, high: 3, n: 2 })
    expect(readingAt(group('a'), 19.9)?.x).toBe(10)
    expect(readingAt(group('a'), 20)?.n).toBe(1)
  })

  it('is its end where there is no pointer, and nothing beyond its ends', () => {
    expect(readingAt(group('a'), null)?.center).toBe(3)
    expect(readingAt(group('a'), -1)).toBeNull()
    expect(readingAt(group('a'), 21)).toBeNull()
    expect(readingAt(group('a', { x: new Float64Array() }), null)).toBeNull()
  })
})

describe('the line under the pointer', () => {
  const pixelFromY = (value: number) => 100 - 10 * value

  it('is the nearest of centers and members, on the way between two places', () => {
    // Half-way between 0 and 10 the second member is 2.5, and the center 1.5.
    expect(nearestLine([group('a')], 5, pixelFromY(2.4), pixelFromY, 12)).toEqual({ group: 'a', run: 'a2' })
    expect(nearestLine([group('a')], 5, pixelFromY(1.6), pixelFromY, 12)).toEqual({ group: 'a', run: null })
  })

  it('is none that is too far away, or that has no value there', () => {
    expect(nearestLine([group('a')], 5, pixelFromY(5), pixelFromY, 12)).toBeNull()
    expect(nearestLine([group('a')], 25, pixelFromY(3), pixelFromY, 12)).toBeNull()
    expect(nearestLine([group('a', { members: null })], 20, pixelFromY(3), pixelFromY, 1)).toEqual({
      group: 'a',
      run: null,
    })
  })
})

it('groups that are not shown are left out of what is drawn', () => {
  const [a, b] = [group('a'), group('b')]
  const shown = bandsOf({ groups: [a, b] }, ([id]) => (id === 'b' ? b.look : null))
  expect(shown.map(({ look }) => look.id)).toEqual(['b'])
})

it('charts side by side share a value axis, of what lies within the zoom', () => {
  const layers = (one: BandGroup) => ({ all: [{ ...one, style: one.look.style, group: one, series: 's' }] })
  const high = group('b', { high: Float64Array.of(2, 3, 100) })
  const [, most] = bandRange([layers(group('a')), layers(high)], { from: 0, to: 20 }, false, null)
  expect(most).toBeGreaterThan(100)
  const [, within] = bandRange([layers(group('a')), layers(high)], { from: 0, to: 10 }, false, null)
  expect(within).toBeLessThan(5)
})

describe('what is said of what is drawn', () => {
  it('is the statistic, of how many runs, and how much lies between measurements', () => {
    expect(bandsBadge([group('a'), group('b')], 'median, min – max')).toBe('median, min – max of 4 runs · every place')
    expect(bandsBadge([group('a', { exact: false, interpolated: 1 })], 'mean')).toBe(
      'mean of 2 runs · zoom for every place · 20 % between measurements',
    )
    expect(bandsBadge([group('a', { x: new Float64Array() })], 'mean')).toBe('')
    // All runs of a group have diverged: its line ends, and the panel says why.
    expect(bandsBadge([group('a', { n: Uint32Array.of(2, 0, 0) })], 'mean')).toBe(
      'mean of 2 runs, n 0 – 2 · every place',
    )
  })

  it('names runs that take no part, once each', () => {
    const left = [{ run: 'x', why: 'it has no such series' }]
    expect(leftOutText([group('a', { left }), group('b', { left })])).toBe('1 run left out: it has no such series')
    expect(leftOutText([group('a')])).toBeNull()
  })
})
