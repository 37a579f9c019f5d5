import { describe, expect, it } from 'vitest'
import { numbersOfBands } from '#dashboard/panels/band-numbers.ts'
import type { BandGroup } from '#dashboard/panels/band.ts'
import { numbersOfLines } from '#dashboard/panels/line-numbers.ts'
import { evenly, numbersOfRows, type Numbers } from '#dashboard/panels/numbers.ts'
import { pointsFromColumns, pointsFromResult } from '#dashboard/series/points.ts'

const all = (numbers: Numbers) => Array.from({ length: numbers.places }, (_, place) => numbers.rowsAt(place)).flat()
const text = String

describe('the numbers of lines', () => {
  const a = { label: 'a', points: pointsFromColumns([0, 10, 20, 30], [1, 2, NaN, 4]) }
  const b = { label: 'b', points: pointsFromColumns([10, 15], [0.5, 0.25]) }

  it('are a row for each place at which any has a point, and nothing where one has none', () => {
    const numbers = numbersOfLines([a, b], { from: 0, to: 30 }, 'step', text)
    expect(numbers.columns).toEqual(['step', 'a', 'b'])
    expect(all(numbers)).toEqual([
      ['0', '1.000', null],
      ['10', '2.000', '0.5000'],
      ['15', null, '0.2500'],
      ['20', 'NaN', null],
      ['30', '4.000', null],
    ])
    expect(numbers.caption).toBe('step 0 to 30')
  })

  it('are those of the stretch that is drawn', () => {
    const numbers = numbersOfLines([a, b], { from: 10, to: 15 }, 'step', text)
    expect(all(numbers).map(([x]) => x)).toEqual(['10', '15'])
    expect(all(numbersOfLines([a], { from: 31, to: 40 }, 'step', text))).toEqual([])
  })

  it('say how far a point of several measurements reaches', () => {
    const points = pointsFromResult({
      ...{ exact: false, stored: 8, steps: Float64Array.of(3, 7), last: Float64Array.of(2, 5) },
      ...{ min: Float64Array.of(1, 5), max: Float64Array.of(3, 5), nans: Uint32Array.of(0, 0) },
    } as Parameters<typeof pointsFromResult>[0])
    expect(all(numbersOfLines([{ label: 'a', points }], { from: 0, to: 9 }, 'step', text))).toEqual([
      ['3', '2.000 (1.000 … 3.000)'],
      ['7', '5.000'],
    ])
  })
})

describe('the numbers of bands', () => {
  const group = (label: string, x: readonly number[], n: number) =>
    ({
      x: Float64Array.from(x),
      center: Float64Array.from(x, (at) => at / 10),
      low: Float64Array.from(x, (at) => at / 10 - 1),
      high: Float64Array.from(x, (at) => at / 10 + 1),
      n: Uint32Array.from(x, () => n),
      look: { id: label, label },
    }) as unknown as BandGroup

  it('are at each place a row for each group that was measured there', () => {
    const groups = [group('0', [0, 10], 5), group('1', [10, 20], 4)]
    const numbers = numbersOfBands([{ label: 'Test', groups }], { from: 0, to: 15 }, 'step', text)
    expect(numbers.columns).toEqual(['step', 'group', 'center', 'low', 'high', 'n'])
    expect(all(numbers)).toEqual([
      ['0', '0', 0, -1, 1, '5'],
      ['10', '0', 1, 0, 2, '5'],
      ['10', '1', 1, 0, 2, '4'],
    ])
  })

  it('name their series where there are several', () => {
    const numbers = numbersOfBands(
      ['Train', 'Test'].map((label) => ({ label, groups: [group('0', [3], 2)] })),
      { from: 0, to: 9 },
      'step',
      text,
    )
    expect(all(numbers).map((row) => row.slice(0, 3))).toEqual([
      ['3', '0', 'Train'],
      ['3', '0', 'Test'],
    ])
  })
})

it('the rows of a frame are each a place', () => {
  const rows = [
    [1, 2],
    [3, NaN],
  ]
  const numbers = numbersOfRows('at step 4', ['x', 'y'], rows)
  expect(all(numbers)).toEqual(rows)
  expect(numbers.caption).toBe('at step 4')
})

it('of very many places the first, the last and those evenly between are shown', () => {
  expect(evenly(3, 5)).toEqual([0, 1, 2])
  expect(evenly(101, 5)).toEqual([0, 25, 50, 75, 100])
  const some = evenly(1_234, 200)
  expect(new Set(some).size).toBe(200)
  expect([some[0], some.at(-1)]).toEqual([0, 1_233])
})
