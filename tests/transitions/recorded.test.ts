import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { arrivalOf, divergenceOf, riseOf, spikeOf } from './criteria.ts'
import type { Point } from './labelled.ts'
import { recordedPoints, recordedSeries } from './recorded.ts'
import { RECORDINGS } from './recordings.ts'

const series = recordedSeries()
const of = (family: string) => series.filter((one) => one.family === family)

describe('the recorded runs', () => {
  it.each(RECORDINGS)('$name is small, and has its steps in order', ({ name }) => {
    expect(statSync(join(import.meta.dirname, 'recorded', `${name}.csv`)).size).toBeLessThan(100_000)
    for (const points of Object.values(recordedPoints(name))) {
      expect(points.length).toBeGreaterThan(20)
      expect(points.every(([step], i) => i === 0 || step > points[i - 1]![0])).toBe(true)
    }
  })

  it('grok: all is memorized first, then generalized; the controls never generalize', () => {
    for (const name of ['modular-addition-mlp-', 'grok-mlp-small', 'sparse-parity']) {
      for (const { truth, name: whose } of of('generalization').filter((one) => one.name.startsWith(name))) {
        const memorized = of('memorization').find((one) => one.name.split(':')[0] === whose.split(':')[0])
        expect(truth!.onset).toBeGreaterThan(memorized?.truth?.end ?? 500)
        expect(truth!.after).toBeGreaterThan(0.99)
        expect(truth!.begin).toBeLessThanOrEqual(truth!.onset)
        expect(truth!.onset).toBeLessThan(truth!.end!)
      }
    }
    expect(of('generalization')).toHaveLength(8)
    expect(of('no generalization')).toHaveLength(2)
    for (const { points, truth } of of('no generalization')) {
      expect(truth).toBeNull()
      expect(Math.max(...points.map(([, value]) => value))).toBeLessThan(0.1)
    }
  })

  it('arrive at the edge of stability the sooner the larger the rate, and never at 0.1', () => {
    const onsets = of('arrival').map(({ truth }) => truth!.onset)
    expect(onsets).toHaveLength(3)
    expect(onsets.toSorted((a, b) => b - a)).toEqual(onsets)
    expect(Math.max(...of('no arrival')[0]!.points.map(([, ratio]) => ratio))).toBeLessThan(0.98)
  })

  it('have a spike that is over, and a loss that ends in no number', () => {
    const spike = of('loss spike')[0]!.truth!
    expect(spike.end).toBeGreaterThan(spike.onset)
    const divergence = of('divergence')[0]!
    expect(divergence.truth!.end).toBeGreaterThan(divergence.truth!.onset)
    expect(divergence.points.some(([, loss]) => Number.isNaN(loss))).toBe(true)
  })
})

describe('the criteria', () => {
  const points = (...values: number[]): Point[] => values.map((value, i) => [10 * i, value])

  it('put a rise where it has 5 % of its height for good, its begin at 0.1 % and its end at 95 %', () => {
    const rising = points(0, 0.2, 0, 0.004, 0.04, 0.06, 0.5, 0.96, 0.9, 0.97, ...Array<number>(90).fill(1))
    expect(riseOf(rising, 0)).toEqual({ before: 0, after: 1, begin: 30, onset: 50, end: 90 })
    // Six points come before it first reaches half of 1; of the two in the middle the larger is taken.
    expect(riseOf(rising)).toMatchObject({ before: 0.04, begin: 50, onset: 60 })
  })

  it('put an arrival at the first ratio of 0.98 or more', () => {
    expect(arrivalOf(points(0.5, 0.97, 0.98, 0.9))).toMatchObject({ onset: 20, before: 0.97, after: 0.98 })
    expect(arrivalOf(points(0.5, 0.97))).toBeNull()
  })

  it('put a spike where a loss is more than twice the largest of the 20 before, to where it has come back', () => {
    const still = Array<number>(20).fill(1)
    expect(spikeOf(points(...still, 2, 1, 4.1, 3, 1, 1))).toMatchObject({ onset: 220, end: 240 })
  })

  it('put a divergence where a loss is ten times the first, or no number', () => {
    expect(divergenceOf(points(1, 0.5, 10, 11, Infinity, NaN))).toMatchObject({ onset: 30, end: 40 })
    expect(divergenceOf(points(1, 0.5, NaN))).toMatchObject({ onset: 20, end: 20 })
  })
})
