import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition } from '#src/vocabulary/index.ts'
import { holds } from '#src/vocabulary/condition/holds.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { clause } from './conditions.ts'
import { everyStep, measured, type Measured } from './measured.ts'

/** The steps of a run of so many at which a condition holds. */
function stepsAt(text: string, points: Measured, last: number, absences = {}): number[] {
  const condition = parseCondition(text)
  const history = measured(points, absences)
  return Array.from({ length: last + 1 }, (_, step) => step).filter((step) => holds(condition, history, step))
}

describe('an event', () => {
  test('is at the steps at which it was told, and at no other', () => {
    const history = measured({ a: everyStep(0, 1, 2, 3, 4, 5) }, {}, { grokked: [2, 5], 'Loss spike': [3] })
    const steps = (text: string) => [0, 1, 2, 3, 4, 5].filter((step) => holds(parseCondition(text), history, step))
    expect(steps('event("grokked")')).toEqual([2, 5])
    expect(steps('event("grokked") or event("Loss spike") or event("nothing")')).toEqual([2, 3, 5])
    expect(steps('event("grokked") and a > 2')).toEqual([5])
    expect(steps('not event("grokked")')).toEqual([0, 1, 3, 4])
    const near = measured({}, {}, {}, { cusum: [[1, 0.4], [3, 0.8]] }) // prettier-ignore
    const isNear = (text: string) => [0, 1, 2, 3, 4].filter((step) => holds(parseCondition(text), near, step))
    expect(isNear('score("cusum") >= 0.5')).toEqual([3, 4])
    expect(isNear('2 * score("cusum") < 1 or score("none") > 0')).toEqual([1, 2])
    expect(() => parseCondition('event("grokked") for 3 steps')).toThrow(/before 'for' only comparisons/)
  })
})

describe('a comparison', () => {
  test('is of the latest values, each from whenever it was measured', () => {
    const points: Measured = { a: everyStep(0, 1, 2, 3, 4, 5), b: [[0, 0.5], [3, 3.5]] } // prettier-ignore
    expect(stepsAt('a > b', points, 5)).toEqual([1, 2, 4, 5])
    expect(stepsAt('a = step', points, 5)).toEqual([0, 1, 2, 3, 4, 5])
    expect(stepsAt('a >= 2 and a != 4', points, 5)).toEqual([2, 3, 5])
    expect(stepsAt('a <= 1 or not a < 4', points, 5)).toEqual([0, 1, 4, 5])
  })

  test.each([
    ['2 + 3 * 4 = 14', true],
    ['2 - 3 - 4 = -5', true],
    ['24 / 4 / 2 = 3', true],
    ['2 ^ 3 ^ 2 = 512', true],
    ['-2 ^ 2 = -4', true],
    ['2 ^ -1 = 0.5', true],
    ['abs(-3) + sqrt(16) = 7', true],
    ['log10(1000) = 3 and log2(8) = 3 and log(exp(1)) = 1', true],
    ['max(1, 3, 2) - min(4, 5) = -1', true],
    ['1 / 0 > 1e300', true],
    ['log(-1) = 0 or log(-1) != 0 or log(-1) < 0 or log(-1) >= 0', false],
  ])('%s: %s', (text, expected) => {
    expect(holds(parseCondition(text), measured({}), 0)).toBe(expected)
  })

  test('is false of NaN and while something has no value, so that its negation is true', () => {
    const points: Measured = { a: [[2, 1], [3, NaN]] } // prettier-ignore
    expect(stepsAt('a < 5', points, 3)).toEqual([2])
    expect(stepsAt('a != 5', points, 3)).toEqual([2])
    expect(stepsAt('not a < 5', points, 3)).toEqual([0, 1, 3])
    expect(stepsAt('a + b < 5 or max(b, 1) < 5 or -b < 5', points, 3)).toEqual([])
  })
})

describe('what is not finite or absent', () => {
  const points: Measured = { a: [[1, 1], [2, Infinity], [3, NaN], [4, 1]], b: [[0, 1], [4, -Infinity]] } // prettier-ignore

  test('is known of series that have a value', () => {
    expect(stepsAt('a is finite', points, 5)).toEqual([1, 4, 5])
    expect(stepsAt('a is not finite', points, 5)).toEqual([2, 3])
    expect(stepsAt('a - b is not finite', points, 5)).toEqual([2, 3, 4, 5])
    expect(stepsAt('c is finite or c is not finite', points, 5)).toEqual([])
    expect(stepsAt('any value is not finite', points, 5)).toEqual([2, 3, 4, 5])
  })

  test('is absent from the report of it to the next value, and not before', () => {
    expect(stepsAt('a is absent', points, 5, { a: [0, 5] })).toEqual([0, 5])
    expect(stepsAt('c is absent', points, 5, { c: [2] })).toEqual([2, 3, 4, 5])
    expect(stepsAt('c is absent', points, 5)).toEqual([])
    expect(stepsAt('c is absent for 2 steps', points, 5, { c: [2] })).toEqual([4, 5])
  })
})

describe('falls, rises, changes', () => {
  test('compare the latest value with the extremes of the window, both ends included', () => {
    const points: Measured = { a: everyStep(10, 10, 9, 8, 8, 8, 8, 12) }
    expect(stepsAt('a falls by 20 % within 2 steps', points, 7)).toEqual([3])
    expect(stepsAt('a falls by 20 % within 3 steps', points, 7)).toEqual([3, 4])
    expect(stepsAt('a falls by 2 within 3 steps', points, 7)).toEqual([3, 4])
    expect(stepsAt('a falls by 21 % within 7 steps', points, 7)).toEqual([])
    expect(stepsAt('a rises by 50 % within 1 step', points, 7)).toEqual([7])
    expect(stepsAt('a rises by 4.1 within 5 steps', points, 7)).toEqual([])
    expect(stepsAt('a changes by 20 % within 2 steps', points, 7)).toEqual([3, 7])
  })

  test('take a per cent of the size, and any change from zero', () => {
    expect(stepsAt('a falls by 20 % within 9 steps', { a: everyStep(-10, -11.9, -12) }, 2)).toEqual([2])
    expect(stepsAt('a rises by 20 % within 9 steps', { a: everyStep(-10, -8.1, -8) }, 2)).toEqual([2])
    expect(stepsAt('a falls by 20 % within 9 steps', { a: everyStep(0, 0, -1e-9) }, 2)).toEqual([2])
    expect(stepsAt('a rises by 20 % within 9 steps', { a: everyStep(0, 0, 0) }, 2)).toEqual([])
  })

  test('pass over what is not finite, and say nothing of a latest value that is not', () => {
    const points: Measured = { a: everyStep(10, Infinity, NaN, 10, -Infinity, NaN, 8) }
    expect(stepsAt('a falls by 20 % within 6 steps', points, 6)).toEqual([6])
    expect(stepsAt('a rises by 1 within 6 steps', points, 6)).toEqual([])
  })

  test('need the latest value within the window', () => {
    const points: Measured = { a: [[0, 10], [4, 1]] } // prettier-ignore
    expect(stepsAt('a falls by 5 within 4 steps', points, 9)).toEqual([4])
    expect(stepsAt('a falls by 5 within 6 steps', points, 9)).toEqual([4, 5, 6])
  })

  test('follow an expression at the points of whatever it reads', () => {
    const points: Measured = { a: [[0, 1], [2, 100]], b: [[1, 1], [3, 1000]] } // prettier-ignore
    expect(stepsAt('log10(a / b) rises by 2 within 1 step', points, 5)).toEqual([2])
    expect(stepsAt('log10(a / b) falls by 3 within 1 step', points, 5)).toEqual([3])
  })
})

describe('a crossing', () => {
  test('is true on the point that crosses and on no other step', () => {
    const points: Measured = { a: [[0, 2], [2, 1], [4, 0.5], [6, 0.4], [8, 1.5], [10, 0.5]] } // prettier-ignore
    expect(stepsAt('a falls below 1', points, 12)).toEqual([4, 10])
    expect(stepsAt('a rises above 1', points, 12)).toEqual([8])
    expect(stepsAt('a rises above 1.5', points, 12)).toEqual([])
  })

  test('is none for a first value, and passes over NaN', () => {
    expect(stepsAt('a falls below 1', { a: everyStep(0.5, 0.4) }, 1)).toEqual([])
    expect(stepsAt('a falls below 1', { a: everyStep(2, NaN, NaN, 0.5, NaN, 0.5) }, 5)).toEqual([3])
    expect(stepsAt('a rises above 1', { a: everyStep(NaN, 2, Infinity) }, 2)).toEqual([])
  })

  test('may be of a level that moves, measured at other steps', () => {
    const points: Measured = { a: [[0, 1], [4, 1], [5, 3]], b: [[1, 0], [2, 2], [6, 4], [7, 2]] } // prettier-ignore
    expect(stepsAt('a falls below b', points, 9)).toEqual([2, 6])
    expect(stepsAt('a rises above b', points, 9)).toEqual([5, 7])
  })
})

describe('for so many steps', () => {
  test('asks that it held then, at every point since, and now', () => {
    const points: Measured = { a: [[0, 0], [3, 1], [6, 1], [9, 0], [10, 1]] } // prettier-ignore
    expect(stepsAt('a = 1 for 3 steps', points, 16)).toEqual([6, 7, 8, 13, 14, 15, 16])
    expect(stepsAt('a = 1 for 5 steps', points, 16)).toEqual([8, 15, 16])
    expect(stepsAt('a >= 0 for 4 steps', points, 6)).toEqual([4, 5, 6])
  })

  test('does not reach before the run, nor before a first value', () => {
    expect(stepsAt('(not a > 1) for 3 steps', { a: [[5, 0]] }, 6)).toEqual([3, 4, 5, 6])
    expect(stepsAt('a = 0 for 3 steps', { a: [[5, 0]] }, 9)).toEqual([8, 9])
  })
})

describe('of any history', () => {
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -4, max: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
  )
  const LAST = 30
  const column = fc
    .array(fc.option(value, { freq: 2 }), { minLength: LAST + 1, maxLength: LAST + 1 })
    .map((values) => values.flatMap((v, step) => (v === null ? [] : [[step, v] as const])))
  const points = fc.record({ a: column, b: column })

  test('a window finds what a look at every point finds', () => {
    const asked = fc.record({
      how: fc.constantFrom('falls', 'rises', 'changes'),
      by: fc.integer({ min: 1, max: 6 }),
      isPercent: fc.boolean(),
      within: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(points, asked, ({ a }, { how, by, isPercent, within }) => {
        // Halves and quarters of small whole numbers are exact.
        const share = by / 4
        const text = `a ${how} by ${isPercent ? `${share * 100} %` : by} within ${within} steps`
        const expected = []
        for (let step = 0; step <= LAST; step++) {
          const seen = a.filter(([at]) => at >= step - within && at <= step).map(([, v]) => v)
          const last = seen.at(-1) ?? NaN
          const far = (from: number) => (isPercent ? share * Math.abs(from) : by)
          const hasFallen = seen.some(
            (v) => Number.isFinite(v) && v > last && v === largest(seen) && last <= v - far(v),
          )
          const hasRisen = seen.some(
            (v) => Number.isFinite(v) && v < last && -v === largest(seen.map((x) => -x)) && last >= v + far(v),
          )
          const isSo = (how !== 'rises' && hasFallen) || (how !== 'falls' && hasRisen)
          if (Number.isFinite(last) && isSo) expected.push(step)
        }
        expect(stepsAt(text, { a }, LAST)).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('crossings and what lasts are found as a walk along the run finds them', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 8 }), (points, lasting) => {
        const crossings: number[] = []
        const lasts: number[] = []
        const now = { a: null as number | null, b: null as number | null }
        let side: 'above' | 'below' | null = null
        let since: number | null = null
        for (let step = 0; step <= LAST; step++) {
          const measured = { a: points.a.find(([at]) => at === step), b: points.b.find(([at]) => at === step) }
          now.a = measured.a?.[1] ?? now.a
          now.b = measured.b?.[1] ?? now.b
          const isBelow = now.a !== null && now.b !== null && now.a < now.b
          if (isBelow) since ??= step
          else since = null
          if (since !== null && step - since >= lasting) lasts.push(step)
          if (now.a === null || now.b === null || Number.isNaN(now.a) || Number.isNaN(now.b)) continue
          if ((measured.a !== undefined || measured.b !== undefined) && isBelow && side === 'above')
            crossings.push(step)
          side = isBelow ? 'below' : 'above'
        }
        expect(stepsAt('a falls below b', points, LAST)).toEqual(crossings)
        expect(stepsAt(`a < b for ${lasting} steps`, points, LAST)).toEqual(lasts)
      }),
      { numRuns: 500 },
    )
  })

  test('the answer is of the past alone, and the same however often and in whatever order it is asked', () => {
    const about = clause.map((clause): Pick<Condition, 'clause'> => ({ clause: renamed(clause) }))
    fc.assert(
      fc.property(points, about, fc.integer({ min: 0, max: LAST }), (points, condition, step) => {
        const whole = measured(points, { a: [3, 17], b: [0] })
        const until = measured(
          { a: points.a.filter(([at]) => at <= step), b: points.b.filter(([at]) => at <= step) },
          { a: [3, 17].filter((at) => at <= step), b: [0] },
        )
        const then = holds(condition, until, step)
        holds(condition, whole, LAST)
        expect(holds(condition, whole, step)).toBe(then)
      }),
      { numRuns: 1000 },
    )
  })
})

test('a window costs its own length, however long the history', () => {
  let reads = 0
  const counted = (of: (i: number) => number) =>
    new Proxy([] as number[], {
      get(_, key) {
        if (key === 'length') return 1 << 20
        reads += 1
        return of(Number(key))
      },
      has: () => true,
    })
  const points = { steps: counted((i) => i), values: counted((i) => (i === 0 ? 5 : 1)) }
  const history = {
    points: () => points,
    absences: () => null,
    events: () => null,
    scores: () => null,
    names: () => ['a'],
  }
  const texts = ['a falls by 20 % within 50 steps', 'a / a rises by 1 within 50 steps', 'a = 1 for 50 steps', 'a < 2']
  for (const text of texts) holds(parseCondition(text), history, 1 << 19)
  expect(reads).toBeGreaterThan(150)
  expect(reads).toBeLessThan(texts.length * 51 * 3 * 22)
})

function largest(values: readonly number[]): number {
  return values.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity)
}

/** The same clause about the series `a` and `b`, so that it finds values. */
function renamed<T>(data: T): T {
  return JSON.parse(
    JSON.stringify(data, (key, value: unknown) =>
      (key === 'name' && !isFunction(value)) || key === 'series' ? (String(value).length % 2 === 0 ? 'a' : 'b') : value,
    ).replace(/"(within|steps)":(\d+)/g, (_, key, n) => `"${key}":${1 + (Number(n) % 9)}`),
  ) as T
}

function isFunction(value: unknown): boolean {
  return ['abs', 'sqrt', 'exp', 'log', 'log2', 'log10', 'min', 'max'].includes(String(value))
}
