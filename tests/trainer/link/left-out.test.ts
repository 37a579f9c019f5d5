import { expect, test } from 'vitest'
import { openLeftOut } from '#trainer/link/left-out.ts'
import { enveloped } from '../../src/store/reports.ts'

test('what is never taken is left out with a word in its place, and where that is not taken either, with none', () => {
  const [before, envelope] = enveloped('r', 4, [
    { type: 'absent', series: 'loss', step: 6, why: 'none' },
    { type: 'absent', series: 'loss', step: 7, why: 'none' },
  ])
  const leftOut = openLeftOut()
  leftOut.add({ seq: 5, series: null }, 'no room')
  expect(leftOut.within(before!)).toBe(before)
  expect(leftOut.within(envelope!)).toMatchObject({
    seq: 5,
    report: { type: 'marked', mark: { by: 'left-out', step: 7, about: 'It is not taken: no room' } },
  })
  leftOut.add({ seq: 5, series: null }, 'no room')
  expect(leftOut.within(envelope!)).toEqual({ ...envelope, report: { type: 'measured', columns: [] } })
})
