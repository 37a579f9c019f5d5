import { describe, expect, test } from 'vitest'
import { columnEnds } from '#dashboard/plots/column-ends.ts'

describe('the column of a frame', () => {
  test('ends at the next one, and the newest after one usual distance', () => {
    expect(columnEnds([0, 150, 300, 450], [])).toEqual([150, 300, 450, 600])
    // The last distances count: a probe may have been told to measure more often.
    const denser = [0, 1_000, 2_000, ...Array.from({ length: 10 }, (_, i) => 2_010 + 10 * i)]
    expect(columnEnds(denser, []).at(-1)).toBe(2_110)
  })

  test('ends where nobody measured from then on, also where the probe has not come back', () => {
    const gap = { from: 20, to: 900 }
    expect(columnEnds([0, 10, 20, 900, 910], [gap])).toEqual([10, 20, 20, 910, 920])
    expect(columnEnds([0, 10, 20], [{ from: 24, to: 900 }])).toEqual([10, 20, 24])
    expect(columnEnds([0, 500], [{ from: 10, to: 500 }])[0]).toBe(10)
  })

  test('does not bridge a pause of which nobody said anything', () => {
    expect(columnEnds([0, 50, 100, 9_000, 9_050], [])).toEqual([50, 100, 150, 9_050, 9_100])
  })

  test('reaches the next one where frames were asked for more seldom, or ever more seldom', () => {
    expect(columnEnds([0, 10, 20, 1_020, 2_020], [])).toEqual([10, 20, 1_020, 2_020, 3_020])
    expect(columnEnds([1, 10, 100, 1_000], []).slice(0, 3)).toEqual([10, 100, 1_000])
  })

  test('is not known of a single frame, nor of those whose time nobody knows yet', () => {
    expect(columnEnds([7], [])).toEqual([NaN])
    expect(columnEnds([0, 5, Infinity], []).slice(0, 2)).toEqual([5, 10])
    expect(columnEnds([], [])).toEqual([])
  })
})
