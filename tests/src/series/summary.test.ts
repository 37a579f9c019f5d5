import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaOf } from '#src/series/area.ts'
import { EMPTY_SUMMARY, isSameSummary, numbersOfSummary, summaryFromNumbers, summaryWith } from '#src/series/summary.ts'
import { sorted, type StoredPoints } from '#src/series/points.ts'

type Point = readonly [step: number, value: number]

const value = fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, 2), fc.double())
/** In order of arrival: late steps, and steps that come twice. */
const points = fc.array(fc.tuple(fc.nat(20), value), { minLength: 1, maxLength: 40 })

function pointsOf(all: readonly Point[]): StoredPoints {
  return { steps: Float64Array.from(all, ([step]) => step), values: Float64Array.from(all, ([, one]) => one) }
}

function summaryOf(...batches: readonly (readonly Point[])[]) {
  return batches.map(pointsOf).reduce(summaryWith, EMPTY_SUMMARY)
}

describe('what a series comes to', () => {
  test('is what a look at every point finds, in however many batches they come', () => {
    fc.assert(
      fc.property(points, fc.nat(40), (all, cut) => {
        const summary = summaryOf(all.slice(0, cut), all.slice(cut))
        const steps = all.map(([step]) => step)
        const [firstStep, lastStep] = [Math.min(...steps), Math.max(...steps)]
        const newestAt = (wanted: number) => all.findLast(([step]) => step === wanted)![1]
        const finite = all.filter(([, one]) => Number.isFinite(one))
        const [min, max] = [Math.min(...finite.map(([, one]) => one)), Math.max(...finite.map(([, one]) => one))]
        const firstWith = (wanted: number) =>
          Math.min(...finite.filter(([, one]) => Object.is(one, wanted)).map(([step]) => step))
        const odd = all.filter(([, one]) => !Number.isFinite(one)).map(([step]) => step)
        expect(summary).toEqual({
          ...{ firstStep, lastStep, first: newestAt(firstStep), last: newestAt(lastStep) },
          ...(finite.length === 0
            ? { min: NaN, minStep: -1, max: NaN, maxStep: -1 }
            : { min, minStep: firstWith(min), max, maxStep: firstWith(max) }),
          notFiniteStep: odd.length === 0 ? -1 : Math.min(...odd),
        })
      }),
    )
  })

  test('comes back from its numbers', () => {
    fc.assert(
      fc.property(points, (all) => {
        const summary = summaryOf(all)
        expect(isSameSummary(summaryFromNumbers(numbersOfSummary(summary)), summary)).toBe(true)
      }),
    )
    expect(isSameSummary(summaryOf([[1, 2]]), summaryOf([[1, 3]]))).toBe(false)
  })
})

describe('the area under a series', () => {
  test('is that of trapezoids between neighbors, of equal steps the newest, in however many parts it is read', () => {
    fc.assert(
      fc.property(points, fc.nat(40), (all, cut) => {
        const { steps, values } = sorted(pointsOf(all))
        const newest = new Map(Array.from(steps, (step, i) => [step, values[i]!]))
        const curve = [...newest]
        const wanted = curve
          .slice(1)
          .reduce((sum, [step, one], i) => sum + ((step - curve[i]![0]) * (curve[i]![1] + one)) / 2, 0)
        const part = (from: number, to?: number) => ({ steps: steps.slice(from, to), values: values.slice(from, to) })
        expect(areaOf([part(0, cut), part(cut)])).toBe(wanted)
      }),
    )
  })

  test('a straight line has the area of its triangle, and one point none', () => {
    expect(areaOf([pointsOf([[0, 0], [10, 5]])])).toBe(25) // prettier-ignore
    expect(areaOf([pointsOf([[3, 7]])])).toBe(0)
  })
})
