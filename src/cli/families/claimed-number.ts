import type { Claimed } from '#src/vocabulary/index.ts'

/** Every point of a series, in order of step. */
export interface Points {
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** The series that a number is made of. */
export function seriesIn(claimed: Claimed): string[] {
  return 'series' in claimed ? [claimed.series] : [...seriesIn(claimed.of), ...seriesIn(claimed.and)]
}

/** The number that is made of the series of one run; NaN where there is none. */
export function claimedNumber(claimed: Claimed, pointsOf: (series: string) => Points): number {
  switch (claimed.kind) {
    case 'at': {
      const { steps, values } = pointsOf(claimed.series)
      const last =
        claimed.step === 'last' ? steps.length - 1 : steps.findLastIndex((step) => step <= Number(claimed.step))
      return values[last] ?? NaN
    }
    case 'over':
      return TAKE[claimed.take](finiteWithin(pointsOf(claimed.series), claimed.from, claimed.to))
    case 'first': {
      const { steps, values } = pointsOf(claimed.series)
      const isThere = (value: number) => (claimed.is === 'above' ? value >= claimed.value : value <= claimed.value)
      return steps[values.findIndex(isThere)] ?? NaN
    }
    case 'difference':
      return claimedNumber(claimed.of, pointsOf) - claimedNumber(claimed.and, pointsOf)
    case 'ratio':
      return claimedNumber(claimed.of, pointsOf) / claimedNumber(claimed.and, pointsOf)
  }
}

function finiteWithin({ steps, values }: Points, from = -Infinity, to = Infinity): number[] {
  return values.filter((value, i) => steps[i]! >= from && steps[i]! <= to && Number.isFinite(value))
}

const TAKE: Readonly<Record<(Claimed & { kind: 'over' })['take'], (values: readonly number[]) => number>> = {
  least: (values) => (values.length === 0 ? NaN : Math.min(...values)),
  greatest: (values) => (values.length === 0 ? NaN : Math.max(...values)),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  median: (values) => {
    const sorted = values.toSorted((a, b) => a - b)
    const middle = (sorted.length - 1) / 2
    return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
  },
}
