import { expect, test } from 'vitest'
import type { Transition } from '#src/vocabulary/index.ts'
import { bandsOnStrip } from '#dashboard/plots/strip-bands.ts'
import { stripTo } from '#dashboard/plots/strip.ts'

const NOTHING = { series: 's', key: 'k', onset: null, end: null, before: null, after: null, seenAt: 0, score: 1 }
const at = (step: number, said: Partial<Transition> = {}) => ({ step, transition: { ...NOTHING, ...said } })
const within = (low: number, high: number) => ({ low, high, level: 0.9 })

test('bands on the strip go from where the onset is for sure to the end, or to the last step; moments have none', () => {
  const strip = stripTo(100, false)
  expect(bandsOnStrip([at(20, { end: 40, onset: within(15, 25) }), { step: 50 }], strip, 90)).toEqual({
    sure: 'M250 0H400V1H250Z',
    maybe: 'M150 0H250V1H150Z',
  })
  expect(bandsOnStrip([at(70)], strip, 90).sure).toBe('M700 0H900V1H700Z')
  expect(bandsOnStrip([], strip, 90)).toEqual({ sure: '', maybe: '' })
})

test('one on a single step is wide enough to be found, and a hundred that overlap are one shape', () => {
  const strip = stripTo(100, false)
  expect(bandsOnStrip([at(50, { end: 50 })], strip, 90).sure).toBe('M500 0H502V1H500Z')
  const many = Array.from({ length: 100 }, (_, i) => at(i / 10, { end: i / 10 + 1 }))
  expect(bandsOnStrip(many, strip, 90).sure).toBe('M0 0H109V1H0Z')
})
