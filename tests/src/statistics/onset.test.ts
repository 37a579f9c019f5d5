import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holm } from '#src/statistics/holm.ts'
import { onsetOf } from '#src/statistics/onset.ts'
import { signTest } from '#src/statistics/sign-test.ts'
import { openStream } from '#src/vocabulary/random.ts'

/** What tests/references/leads.py computed. */
interface Reference {
  readonly curves: readonly {
    readonly steps: readonly number[]
    readonly values: readonly (number | null)[]
    readonly onset: { readonly at: number; readonly low: number; readonly high: number } | null
  }[]
  readonly signs: readonly (readonly [positive: number, negative: number, p: number])[]
  readonly families: readonly { readonly p: readonly number[]; readonly holm: readonly number[] }[]
}
const reference = JSON.parse(readFileSync(join(import.meta.dirname, '../../references/leads.json'), 'utf8')) as Reference // prettier-ignore

test.each(reference.curves.map((one, i) => ({ ...one, i })))(
  'the onset of curve $i, and its interval, are those of least squares at every place by NumPy',
  ({ steps, values, onset }) => {
    const found = onsetOf(steps, values.map((value) => value ?? NaN)) // prettier-ignore
    expect(found).toEqual(onset && { at: onset.at, interval: { low: onset.low, high: onset.high } })
  },
)

test('some of these curves have an interval, and some do not move', () => {
  const found = reference.curves.map(({ onset }) => onset)
  expect(found.filter((one) => one === null).length).toBeGreaterThan(2)
  expect(found.filter((one) => one !== null && one.high > one.low).length).toBeGreaterThan(5)
})

/** So many curves of a shape with noise of one standard deviation, correlated so from point to point; how often the interval has the onset. */
function coverage(
  shape: (since: number, i: number) => number,
  correlation: number,
  curves = 200,
): { covered: number; found: number } {
  // prettier-ignore
  const stream = openStream(17, `${shape(3, 30)} ${correlation}`)
  let [covered, found] = [0, 0]
  for (let curve = 0; curve < curves; curve++) {
    const at = 60 + stream.integer(60)
    let noise = stream.normal()
    const values = Array.from({ length: at + 60 }, (_, i) => {
      noise = correlation * noise + Math.sqrt(1 - correlation ** 2) * stream.normal()
      return shape(i - at + 1, i) + noise
    })
    const onset = onsetOf(values.map((_, i) => 5 * i), values) // prettier-ignore
    // Noise that moved long before is a false alarm of the first move, which has no onset.
    if (onset?.interval == null || onset.at < at - 30) continue
    found += 1
    if (onset.interval.low <= at && at <= onset.interval.high) covered += 1
  }
  return { covered, found }
}

const kink =
  (slope: number, trend = 0) =>
  (since: number, i: number) =>
    trend * i + slope * Math.max(0, since)
const jump = (height: number) => (since: number) => (since > 0 ? height : 0)

describe('an interval of 90 %', () => {
  test('has the onset of a curve that bends in 87 to 93 % of all cases, whatever the slope and the correlation of its noise', () => {
    const cases = [0, 0.5].flatMap((correlation) =>
      [kink(0.25), kink(0.5), kink(1), kink(2), kink(1, 0.05)].map((shape) => coverage(shape, correlation)),
    )
    for (const { covered, found } of cases) expect(covered / found).toBeGreaterThan(0.8)
    const [covered, found] = [cases.reduce((sum, one) => sum + one.covered, 0), cases.reduce((sum, one) => sum + one.found, 0)] // prettier-ignore
    expect(found).toBeGreaterThan(1700)
    expect(covered / found).toBeGreaterThan(0.87)
    expect(covered / found).toBeLessThan(0.93)
  })

  test('has that of a jump more often, since between two points there is nothing to choose', () => {
    for (const correlation of [0, 0.5])
      for (const height of [5, 12]) {
        const { covered, found } = coverage(jump(height), correlation)
        expect(covered / found).toBeGreaterThan(0.95)
      }
  })

  test('is a point where there is no noise, and none beside an infinity', () => {
    const level = (i: number) => (i < 40 ? 3 : 7)
    const steps = Array.from({ length: 60 }, (_, i) => i)
    expect(onsetOf(steps, steps.map(level))).toEqual({ at: 40, interval: { low: 40, high: 40 } })
    expect(onsetOf(steps, steps.map((i) => (i < 40 ? Math.sin(i) : Infinity)))).toEqual({ at: 40, interval: null }) // prettier-ignore
    expect(onsetOf(steps, steps.map((i) => 1e300 * level(i)))).toEqual({ at: 40, interval: { low: 40, high: 40 } }) // prettier-ignore
    expect(onsetOf(steps, steps.map(Math.sin))).toBe(null)
  })
})

test('the sign test is the exact one of SciPy', () => {
  for (const [positive, negative, p] of reference.signs) {
    const found = signTest(positive, negative)!
    expect(Math.abs(found - p)).toBeLessThanOrEqual(1e-12 * p)
  }
  expect(signTest(0, 0)).toBe(null)
})

test('p-values are corrected as statsmodels does by Holm’s method; what was not tested does not count', () => {
  for (const { p, holm: corrected } of reference.families) {
    const found = holm(p)
    found.forEach((value, i) => expect(value).toBeCloseTo(corrected[i]!, 14))
    const withGaps = holm([null, ...p.flatMap((value) => [value, null])])
    expect(withGaps.filter((value) => value !== null)).toEqual(found)
    expect(withGaps).toHaveLength(2 * p.length + 1)
  }
})
