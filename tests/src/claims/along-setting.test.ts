import { describe, expect, it } from 'vitest'
import { alongSetting, claimNumberText, claimsOfRun } from '#src/claims/index.ts'
import type { Along, Claim } from '#src/vocabulary/index.ts'
import { lastOf } from '#trainer/experiments/claimed.ts'

const along = (take: Along['take'], values = [1, 2, 4, 8]): Along => ({ key: 'width', values, take })
const judgedOf = (take: Along['take'], values: readonly (number | null)[], from: number | null, to: number | null) =>
  alongSetting(
    { id: 'a', from, to, along: along(take) },
    values.map((value, i) => ({ at: 2 ** i, value })),
  )

describe('what runs along a setting say together', () => {
  it.each([-1.5, 0, 0.25, 2])('the exponent of a power law is its own: %s', (exponent) => {
    const values = [1, 2, 4, 8].map((x) => -3 * x ** exponent)
    const { value, verdict, steps, why } = judgedOf('exponent', values, exponent - 1e-12, exponent + 1e-12)
    expect(value).toBeCloseTo(exponent, 12)
    expect({ verdict, steps, why }).toEqual({ verdict: 'holds', steps: [], why: null })
    expect(judgedOf('exponent', values, exponent + 1e-9, null).verdict).toBe('fails')
  })

  it('the exponent is that of the line of least squares', () => {
    // ln 2 · (0, 1, 2, 3) against ln 2 · (0, 0, 1, 0): the slope is 0.5/5.
    expect(judgedOf('exponent', [1, 1, 2, 1], null, null).value).toBeCloseTo(0.1, 12)
  })

  it.each([
    [[1, 2, null, 4], /The number of width = 4 is not there/],
    [[1, 0, 2, 4], /The number of width = 2 is 0/],
  ])('there is none where a run has no logarithm: %j', (values, why) => {
    const judged = judgedOf('exponent', values, null, null)
    expect(judged).toMatchObject({ verdict: 'fails', value: null })
    expect(judged.why).toMatch(why)
  })

  it('none where the setting does not vary', () => {
    const points = [2, 2].map((at) => ({ at, value: 1 }))
    const claim = { id: 'a', from: null, to: null, along: along('exponent', [2, 2]) }
    expect(alongSetting(claim, points)).toMatchObject({ verdict: 'fails', value: null })
  })

  it('the least is where the number is least, whatever runs have none', () => {
    expect(judgedOf('argmin', [3, -1, 2, null], 2, 2)).toMatchObject({ verdict: 'holds', value: 2 })
    expect(judgedOf('argmin', [null, 5, 5, 6], 4, null)).toMatchObject({ verdict: 'fails', value: 2 })
    expect(judgedOf('argmin', [null, null, null, null], null, null)).toMatchObject({ verdict: 'fails', value: null })
  })

  it('it is said in words, and of no run alone', () => {
    const claim: Claim = { id: 'a', about: 'A', of: lastOf('x'), from: 0, to: 1, source: '', along: along('exponent') }
    expect(claimNumberText(claim)).toBe('exponent of x at the last step along width = 1, 2, 4, 8')
    expect(claimNumberText({ ...claim, along: along('argmin', [2 ** -10]) })).toBe(
      'value with the least x at the last step along width = 0.0009766',
    )
    const width = { key: 'width', about: '', type: 'integer' as const, default: 2, min: 1, max: 9 }
    const card = { parameters: [width], steps: 10, claims: [claim] }
    expect(claimsOfRun(card, { parameters: { width: 2 }, steps: 10 })).toEqual([])
  })
})
