import type { StoredPoints } from './points.ts'

/**
 * What a whole series comes to in a few numbers. Extremes are of the finite values, with the smallest step at which each
 * stands; at the first and the last step the value that came last counts. It is a fold over points in order of arrival,
 * whatever their steps, so that late points and points of a step that was measured before are in it as they are in an export.
 */
export interface SeriesSummary {
  readonly firstStep: number
  readonly first: number
  readonly lastStep: number
  readonly last: number
  /** NaN, at step -1, where no value is finite. */
  readonly min: number
  readonly minStep: number
  readonly max: number
  readonly maxStep: number
  /** The smallest step at which a value is NaN or infinite; -1 where none is. */
  readonly notFiniteStep: number
}

/** Of a series that has no points. */
export const EMPTY_SUMMARY: SeriesSummary = {
  ...{ firstStep: -1, first: NaN, lastStep: -1, last: NaN },
  ...{ min: NaN, minStep: -1, max: NaN, maxStep: -1, notFiniteStep: -1 },
}

/** With more points, in order of arrival. A plain loop over locals, since it sees every point that is ever stored. */
export function summaryWith(before: SeriesSummary, { steps, values }: StoredPoints): SeriesSummary {
  let { firstStep, first, lastStep, last, min, minStep, max, maxStep, notFiniteStep } = before
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!
    const value = values[i]!
    if (step > lastStep && lastStep >= 0) {
      // As nearly every point comes: behind all others.
      lastStep = step
      last = value
    } else {
      if (step <= firstStep || firstStep < 0) {
        firstStep = step
        first = value
      }
      if (step >= lastStep) {
        lastStep = step
        last = value
      }
    }
    // Between the extremes, and so finite.
    if (value > min && value < max) continue
    if (value - value !== 0) {
      // NaN or infinite
      if (notFiniteStep < 0 || step < notFiniteStep) notFiniteStep = step
      continue
    }
    if (minStep < 0 || isBelow(value, min) || (step < minStep && Object.is(value, min))) {
      min = value
      minStep = step
    }
    if (maxStep < 0 || isBelow(max, value) || (step < maxStep && Object.is(value, max))) {
      max = value
      maxStep = step
    }
  }
  return { firstStep, first, lastStep, last, min, minStep, max, maxStep, notFiniteStep }
}

/** −0 is below 0, as the extremes of the pyramid have it. */
function isBelow(a: number, b: number): boolean {
  return a < b || (a === 0 && b === 0 && Object.is(a, -0) && !Object.is(b, -0))
}

/** In the order in which they rest; every NaN is the one, so that the same points always come to the same bytes. */
export function numbersOfSummary(summary: SeriesSummary): Float64Array {
  const numbers = new Float64Array(FIELDS.length)
  for (let i = 0; i < FIELDS.length; i++) {
    const number = summary[FIELDS[i]!]
    numbers[i] = Number.isNaN(number) ? NaN : number
  }
  return numbers
}

/** Field by field, since it is read again for every series whenever its points are kept. */
export function summaryFromNumbers(numbers: Float64Array): SeriesSummary {
  const at = (i: number) => numbers[i] ?? NaN
  return {
    firstStep: at(0),
    first: at(1),
    lastStep: at(2),
    last: at(3),
    min: at(4),
    minStep: at(5),
    max: at(6),
    maxStep: at(7),
    notFiniteStep: at(8),
  }
}

const FIELDS = ['firstStep', 'first', 'lastStep', 'last', 'min', 'minStep', 'max', 'maxStep', 'notFiniteStep'] as const

export function isSameSummary(a: SeriesSummary, b: SeriesSummary): boolean {
  return FIELDS.every((field) => Object.is(a[field], b[field]) || (Number.isNaN(a[field]) && Number.isNaN(b[field])))
}
