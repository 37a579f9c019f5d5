import { describe, expect, it } from 'vitest'
import type { Aggregate } from '#src/vocabulary/index.ts'
import { mapLines, mapReading } from '#dashboard/compare/map-lines.ts'
import type { MapRow } from '#dashboard/compare/map-rows.ts'

const x = Float64Array.of(0, 10, 20, 30)
const empty = new Float64Array(4)
const answer: Aggregate = {
  groups: [
    {
      ...{ key: [1], runs: ['short', 'diverged', 'late'], left: [], x, center: empty, low: empty, high: empty },
      n: new Uint32Array(4),
      members: Float64Array.of(...[1, 2, NaN, NaN], ...[1, NaN, NaN, NaN], ...[NaN, 5, 6, 7]),
      ...{ exact: true, interpolated: 0, folded: 0 },
    },
  ],
}
const rows = ['late', 'short', 'diverged', 'unknown'].map((run) => ({ run }) as MapRow)
const reached = new Map([
  ['short', 15],
  ['diverged', 30],
  ['late', 30],
])
const lines = mapLines(rows, answer, (run) => reached.get(run) ?? null)

describe('the lines of the map of runs', () => {
  it('begin at the first value and end at the last, but where a run went on to what is no number', () => {
    expect(lines.map((line) => (line === null ? null : [line.first, line.beyond]))).toEqual([
      [1, 4],
      [0, 2],
      [0, 4],
      null,
    ])
  })

  it('end at the last value where nobody knows how far the run came', () => {
    expect(mapLines(rows, answer, () => null).map((line) => line?.beyond)).toEqual([4, 2, 1, undefined])
  })

  it('are read at the last place up to the cursor, and nowhere else', () => {
    const [late, short, diverged] = lines
    expect(mapReading(short!, 19)).toEqual({ x: 10, value: 2 })
    expect(mapReading(short!, 20)).toBeNull()
    expect(mapReading(late!, 9)).toBeNull()
    expect(mapReading(late!, null)).toEqual({ x: 30, value: 7 })
    expect(mapReading(diverged!, 25)).toEqual({ x: 20, value: NaN })
    expect(mapReading(null, 5)).toBeNull()
  })
})
