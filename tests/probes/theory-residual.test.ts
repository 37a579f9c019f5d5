import { describe, expect, it } from 'vitest'
import { profile } from '#probes/profile.ts'
import { theoryResidual } from '#probes/theory-residual.ts'
import { fine, openLab, type Rows } from './lab.ts'

const lab = await openLab()
const residualOf = (rows: Rows) => lab.measure(theoryResidual, { profiles: { error: fine(rows) } })

describe('the residual of theory', () => {
  it('is relative, of the last place and of the extremes', () => {
    expect(
      residualOf([
        [10, 2, 4],
        [20, 6, 4],
        [40, 5, 4],
      ]),
    ).toEqual({
      error: 5,
      'error.law': 4,
      'error.residual': 0.25,
      'error.least': -0.5,
      'error.greatest': 0.5,
    })
  })

  it('is only what was measured where there is no theory, and absent before that', () => {
    expect(
      residualOf([
        [1, 3],
        [2, 4],
      ]),
    ).toEqual({ error: 4 })
    expect(
      lab.measure(theoryResidual, { profiles: { error: { rows: 0, cols: 3, data: new Float64Array() } } }),
    ).toEqual({
      error: { absent: 'Nothing has been measured yet' },
    })
  })

  it('is absent where theory is 0 or diverges, also for the extremes', () => {
    const said = residualOf([
      [1, 1, Infinity],
      [2, 1, 0],
    ]) as Record<string, unknown>
    expect(said['error.residual']).toEqual({ absent: 'Theory gives 0 there' })
    expect(said['error.least']).toEqual({ absent: 'Theory gives NaN or an infinity there' })
    expect(said.error).toBe(1)
  })

  it('is NaN where what was measured is', () => {
    const said = residualOf([
      [1, NaN, 1],
      [2, 1, 1],
    ]) as Record<string, unknown>
    expect([said['error.least'], said['error.greatest'], said['error.residual']]).toEqual([NaN, NaN, 0])
  })
})

describe('a profile', () => {
  it('is absent before anything was measured', () => {
    const nothing = { rows: 0, cols: 3, data: new Float64Array() }
    const absent = { absent: 'Nothing has been measured yet' }
    expect(lab.measure(profile, { profiles: { error: nothing } })).toEqual({ error: absent, 'error.law': absent })
  })

  it('is a curve of what was measured, and one of what theory gives', () => {
    const rows = [
      [10, 2, 4],
      [20, 6, 5],
    ]
    expect(lab.measure(profile, { profiles: { error: fine(rows), peak: fine([[10, 7]]) } })).toEqual({
      error: fine([
        [10, 2],
        [20, 6],
      ]),
      'error.law': fine([
        [10, 4],
        [20, 5],
      ]),
      peak: fine([[10, 7]]),
    })
  })
})
