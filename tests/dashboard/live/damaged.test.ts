import { expect, test } from 'vitest'
import type { QueryResult } from '#src/vocabulary/index.ts'
import { LiveCurve } from '#dashboard/live/curve.svelte.ts'
import { damagedText } from '#dashboard/panels/damaged-text.ts'
import { damagedIn } from '#dashboard/series/damaged.ts'

const answer = (steps: number[], damaged: QueryResult['damaged']): QueryResult => {
  const values = Float64Array.from(steps)
  const nans = new Uint32Array(steps.length)
  const numbers = { steps: values, last: values, min: values, max: values, nans, lengths: null }
  return { run: 'r', series: 's', stored: steps.length, exact: true, ...numbers, damaged: damaged ?? [] }
}

test('a curve knows which of its stored numbers are damaged, of all of it and of a zoom', () => {
  const curve = new LiveCurve('s', 'scalar')
  expect(curve.damaged).toEqual([])
  curve.rebase(answer([0, 1, 9], [{ from: 2, to: 4 }]))
  curve.detail({ from: 0, to: 9 }, answer([0, 1], [{ from: 4, to: 8 }]))
  expect(curve.damaged).toEqual([{ from: 2, to: 8 }])
  curve.rebase(answer([0, 1, 9], []))
  curve.forgetDetail()
  expect(curve.damaged).toEqual([])
})

test('what is damaged is said by its steps, and of many stretches the first', () => {
  expect(damagedText([])).toBeNull()
  const stretches = Array.from({ length: 5 }, (_, i) => ({ from: i * 10_000, to: i * 10_000 + 4_095 }))
  expect(damagedText(damagedIn([stretches]))).toMatch(
    /steps 0–4,095, 10,000–14,095, 20,000–24,095 and 2 more stretches are damaged .* phasescope check/,
  )
})
