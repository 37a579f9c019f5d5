import { describe, expect, it } from 'vitest'
import type { AggregateGroup } from '#src/vocabulary/index.ts'
import { nearestOnPaths, portraitAt, portraitGroups } from '#dashboard/compare/portrait.ts'

const group = (key: number, x: number[], rows: Record<string, number[]>): AggregateGroup => {
  const runs = Object.keys(rows)
  const at = Float64Array.from(x)
  const center = at.map((_, i) => runs.reduce((sum, run) => sum + rows[run]![i]!, 0) / runs.length)
  return {
    ...{ key: [key], runs, left: [], x: at, center, low: center, high: center, n: new Uint32Array(x.length) },
    ...{ members: Float64Array.from(Object.values(rows).flat()), exact: true, interpolated: 0, folded: 0 },
  }
}

describe('a phase portrait', () => {
  it('goes with time, so that it may turn back and cross itself', () => {
    const [one] = portraitGroups(
      [group(1, [0, 1, 2, 3], { a: [0, 5, 2, 0] })],
      [group(1, [0, 1, 2, 3], { a: [1, 1, 4, 1] })],
      true,
    )
    expect([...one!.members[0]!.x]).toEqual([0, 5, 2, 0])
    expect([...one!.members[0]!.y]).toEqual([1, 1, 4, 1])
    expect([...one!.center.at]).toEqual([0, 1, 2, 3])
    expect(one!.between).toBe(0)
  })

  it('is on the line between two measurements where the other series was measured less often, and says how often', () => {
    const [one] = portraitGroups(
      [group(1, [0, 5, 10, 15], { a: [1, 2, 3, 4] })],
      [group(1, [0, 10], { a: [0, 100] })],
      false,
    )
    expect([...one!.center.x]).toEqual([1, 2, 3])
    expect([...one!.center.y]).toEqual([0, 50, 100])
    expect(one!.between).toBe(1)
    expect(one!.members).toEqual([])
  })

  it('joins each run with itself and each group with itself, and leaves out what has no number', () => {
    const xs = [group(1, [0, 1], { a: [1, 2], b: [3, NaN] }), group(2, [0, 1], { c: [7, 8] })]
    const ys = [group(1, [0, 1], { b: [30, 40], a: [10, 20] })]
    const all = portraitGroups(xs, ys, true)
    expect(all.map(({ key }) => key)).toEqual([[1]])
    expect(all[0]!.members.map(({ run, x, y }) => [run, [...x], [...y]])).toEqual([
      ['a', [1, 2], [10, 20]],
      ['b', [3], [30]],
    ])
  })

  it('is read at a time, and where it is nearest to a point', () => {
    const [one] = portraitGroups([group(1, [0, 4, 8], { a: [1, 2, 3] })], [group(1, [0, 4, 8], { a: [5, 6, 7] })], true)
    expect(portraitAt(one!.center, 7)).toEqual({ x: 2, y: 6 })
    expect(portraitAt(one!.center, -1)).toBeNull()
    const near = nearestOnPaths(one!.members, (x, y) => Math.hypot(x - 2.9, y - 7))
    expect([near!.path.run, near!.i]).toEqual(['a', 2])
    expect(nearestOnPaths([], () => 0)).toBeNull()
  })
})
