import { describe, expect, it } from 'vitest'
import {
  curve,
  defineProbe,
  histogram,
  matrix,
  points,
  scalar,
  scalars,
  spectra,
  spectrum,
  type Probe,
} from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import { curveOf, histogramOf, pointsOf, spreadPointsOf } from '#probes/maths/geometry/drawable.ts'
import { absent, columnNames, estimate, type OptionValues } from '#src/vocabulary/index.ts'
import { declarationOf, measure } from '#trainer/observing/measure-probe.ts'
import { card } from '../card.ts'
import { backend } from '../runs.ts'

const ours = { ...card, id: 'thing', needs: ['weights'] } as const
const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
const inputs: Partial<Inputs> = { weights: { w: { shape: [3, 3], values } } }

const { linalg } = await backend()
function measurements(probe: Probe, options: OptionValues = {}, where: { seed?: number; step?: number } = {}) {
  const defaults = Object.fromEntries(probe.options.map((option) => [option.key, option.default]))
  const question = { probe, options: { ...defaults, ...options }, inputs, linalg, seed: 1, step: 7, ...where }
  return measure(question).map(({ series, value }) => [series, value])
}
/** A probe that says just this, whatever the card promises. */
const saying = (output: Probe['output'], said: unknown) =>
  defineProbe({ ...ours, output, measure: () => said as never })

const KINDS = ['curve', 'points', 'points', 'histogram'] as const

describe('measure', () => {
  it('names a value after the probe, and each part after a slash', () => {
    expect(measurements(saying(scalar(), 3))).toEqual([['thing', 3]])
    expect(measurements(saying(scalars(), { w1: 3, total: NaN }))).toEqual([
      ['thing/w1', 3],
      ['thing/total', NaN],
    ])
    expect(measurements(saying(spectra(), { w: Float64Array.of(2, 1) }))).toEqual([['thing/w', Float64Array.of(2, 1)]])
  })

  it('brings the standard error of an estimate as a series of its own', () => {
    expect(measurements(saying(scalar(), estimate(3, 0.5)))).toEqual([
      ['thing', 3],
      ['thing/standard-error', 0.5],
    ])
    const parts = saying(scalars({ range: [0, 9] }), { w: estimate(3, 0.5) })
    expect(measurements(parts)).toEqual([
      ['thing/w', 3],
      ['thing/w.standard-error', 0.5],
    ])
    const both = measure({ probe: parts, options: {}, inputs, linalg, seed: 1, step: 0 })
    expect(both.map((measurement) => declarationOf(parts, measurement).range)).toEqual([[0, 9], null])
  })

  it('makes a frame of a matrix: its columns, then its entries', () => {
    const said = { rows: 2, cols: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) }
    expect(measurements(saying(matrix(), said))).toEqual([['thing', Float64Array.of(3, 1, 2, 3, 4, 5, 6)]])
  })

  it('makes the same of a curve, of points and of a histogram, whose columns have names', () => {
    const point = { facet: 5, label: 2, x: 0.5, y: -1 }
    expect(measurements(saying(curve({ axis: 'share' }), curveOf([1, 2], [3, 4])))).toEqual([
      ['thing', Float64Array.of(2, 1, 3, 2, 4)],
    ])
    expect(measurements(saying(points({ axis: 'residue' }), pointsOf([point])))).toEqual([
      ['thing', Float64Array.of(4, 5, 2, 0.5, -1)],
    ])
    const spread = { ...point, major: 2, minor: 1, angle: 0.25 }
    expect(measurements(saying(points({ axis: 'class' }), spreadPointsOf([spread])))).toEqual([
      ['thing', Float64Array.of(7, 5, 2, 0.5, -1, 2, 1, 0.25)],
    ])
    expect(measurements(saying(histogram({ axis: 'value' }), histogramOf([0, 1, 3], [0.25, 0.75])))).toEqual([
      ['thing', Float64Array.of(3, 0, 1, 0.25, 1, 3, 0.75)],
    ])
    expect([2, 4, 7, 3].map((cols, i) => columnNames(KINDS[i]!, cols))).toEqual([
      ['x', 'y'],
      ['facet', 'label', 'x', 'y'],
      ['facet', 'label', 'x', 'y', 'major', 'minor', 'angle'],
      ['from', 'to', 'share'],
    ])
  })

  it('keeps the reason of what is absent, for a part or for all', () => {
    expect(measurements(saying(scalars(), absent('No layer')))).toEqual([['thing', { absent: 'No layer' }]])
    expect(measurements(saying(scalars(), { w: absent('Zero') }))).toEqual([['thing/w', { absent: 'Zero' }]])
  })

  it.each([
    [scalar(), 'high', "At thing: expected a number, got 'high'"],
    [scalar(), undefined, 'At thing: expected a number, got undefined'],
    [scalars(), 4, 'At thing: expected one value a part, got 4'],
    [scalars(), { 'w\n1': 4 }, /^At thing: expected parts whose names are at most 256 characters/],
    [scalars(), { ['w'.repeat(300)]: 4 }, /^At thing: expected parts whose names are at most 256 characters/],
    [scalars(), { w: [1] }, 'At thing/w: expected a number, got [1]'],
    [spectrum(), [1, 2], "At thing: expected a Float64Array, got 'Array'"],
    [
      spectrum({ grid: [1, 2, 3] }),
      Float64Array.of(1, 2),
      'At thing: expected 3 values, one a point of the grid, got 2',
    ],
    [matrix(), { rows: 2, cols: 2, data: Float64Array.of(1) }, "At thing: expected a matrix, got 'Object'"],
    [
      curve({ axis: 'x' }),
      { rows: 1, cols: 3, data: Float64Array.of(1, 2, 3) },
      'At thing: expected a curve (curveOf), of 2 columns, got 3',
    ],
    [
      points({ axis: 'x' }),
      { rows: 1, cols: 2, data: Float64Array.of(1, 2) },
      'At thing: expected points (pointsOf), of 4 or 7 columns, got 2',
    ],
    [histogram({ axis: 'x' }), [1], "At thing: expected a histogram (histogramOf), got 'Array'"],
    [scalar(), { absent: 3 }, 'At thing: expected a reason, got {"absent":3}'],
  ])('refuses what the card does not promise: %j %j', (output, said, message) => {
    expect(() => measurements(saying(output, said))).toThrow(message)
  })

  it('declares what the entries of a spectrum are numbered by', () => {
    const probe = saying(spectrum({ axis: 'frequency', grid: [0, 1] }), Float64Array.of(1, 2))
    const [measurement] = measure({ probe, options: {}, inputs, linalg, seed: 1, step: 0 })
    expect(declarationOf(probe, measurement!)).toMatchObject({ axis: 'frequency', grid: [0, 1], kind: 'spectrum' })
  })
})

describe('a declaration of points', () => {
  it('says what their pictures differ in and how they are joined, and one of others does not', () => {
    const joined = saying(points({ axis: 'residue', facet: 'frequency', path: 'closed' }), pointsOf([]))
    const declared = (probe: Probe) =>
      declarationOf(probe, { series: 'thing', part: null, value: new Float64Array(), isError: false })
    expect(declared(joined)).toMatchObject({ kind: 'points', axis: 'residue', facet: 'frequency', path: 'closed' })
    expect(declared(saying(curve({ axis: 'x' }), curveOf([], [])))).not.toHaveProperty('path')
  })
})

describe('the random numbers of a probe', () => {
  const drawing = (id: string) =>
    defineProbe({ ...ours, id, output: scalar(), measure: (_, { random }) => random.uniform() })

  it('depend on the seed, the probe and the step, and on nothing else', () => {
    const [[, first]] = measurements(drawing('thing')) as [[string, number]]
    expect(measurements(drawing('thing'))).toEqual([['thing', first]])
    const others = [
      measurements(drawing('other')),
      measurements(drawing('thing'), {}, { seed: 2 }),
      measurements(drawing('thing'), {}, { step: 8 }),
    ].map((read) => read[0]?.[1])
    expect(new Set([first, ...others]).size).toBe(4)
  })
})

describe('a null model that is asked for', () => {
  /** Σ i w_i: knows where a weight stands. */
  const placed = defineProbe({
    ...ours,
    output: scalars(),
    nulls: ['shuffled-weights', 'random-weights'],
    measure: ({ weights }) =>
      Object.fromEntries(
        Object.entries(weights).map(([name, layer]) => [name, [...layer.values].reduce((sum, w, i) => sum + i * w, 0)]),
      ),
  })

  it('is offered by the card with a seed of its own, and not made unasked', () => {
    expect(placed.options.map(({ key, default: standard }) => [key, standard])).toEqual([
      ['null', 'none'],
      ['nullSeed', 0],
    ])
    expect(saying(scalar(), 1).options).toEqual([])
    expect(measurements(placed)).toEqual([['thing/w', 240]])
  })

  it('gives the same observable of altered inputs beside the value, which stays', () => {
    const once = measurements(placed, { null: 'shuffled-weights' })
    expect(once.map(([series]) => series)).toEqual(['thing/w', 'thing/w.null'])
    expect(once[0]?.[1]).toBe(240)
    expect(once[1]?.[1]).not.toBe(240)
    expect(measurements(placed, { null: 'shuffled-weights' })).toEqual(once)
    for (const options of [
      { null: 'shuffled-weights', nullSeed: 1 },
      { null: 'random-weights', nullSeed: 0 },
    ]) {
      expect(measurements(placed, options)[1]?.[1]).not.toBe(once[1]?.[1])
    }
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('averages over seeds to what the marginals say', () => {
    // E Σ i w_π(i) = Σ i · mean(w) = 36 · 5; the deviation of one permutation is √(Σ(i − 4)² Σ(w − 5)² / 8) = 21.2
    const draws = Array.from(
      { length: 400 },
      (_, nullSeed) => measurements(placed, { null: 'shuffled-weights', nullSeed })[1]?.[1],
    )
    const mean = (draws as number[]).reduce((sum, value) => sum + value, 0) / draws.length
    expect(Math.abs(mean - 180)).toBeLessThan((4 * 21.2) / 20)
  })

  it('has a standard error where the value has one', () => {
    const probe = defineProbe({
      ...ours,
      output: scalar(),
      nulls: ['shuffled-weights'],
      measure: ({ weights }) => estimate(weights.w!.values[0]!, 0.25),
    })
    expect(measurements(probe, { null: 'shuffled-weights' }).map(([series]) => series)).toEqual([
      'thing',
      'thing/standard-error',
      'thing/null',
      'thing/null.standard-error',
    ])
  })
})
