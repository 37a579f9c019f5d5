import * as v from 'valibot'
import type { Claimed } from '#src/vocabulary/index.ts'
import { seriesName } from './series.ts'
import { count, fields, finite, label, listOf, maybe, oneOf, orNull, step, text } from './values.ts'

const first = fields('the first step at which something holds', {
  kind: v.literal('first'),
  series: seriesName,
  is: oneOf(['above', 'below']),
  value: finite,
})

const place = v.union([step, first], "a step, or { kind: 'first', series, is, value }")

const ofOneSeries = [
  first,
  fields('a value at a step', {
    kind: v.literal('at'),
    series: seriesName,
    step: v.union([v.literal('last'), step, first], "'last' or a step"),
  }),
  fields('a value over steps', {
    kind: v.literal('over'),
    series: seriesName,
    take: oneOf(['least', 'greatest', 'mean', 'median']),
    from: maybe(place),
    to: maybe(place),
  }),
] as const

/** A number made of series. Differences and ratios lie in each other so deep at most: beyond, nobody reads what is claimed. */
const DEEPEST = 3
const claimed = claimedWithin(DEEPEST)

/** A claim as the first Report of a run says it. */
export const claimOfRun = fields('a claim', {
  id: label('the id of a claim'),
  about: text(),
  of: claimed,
  from: orNull(finite),
  to: orNull(finite),
  source: text(),
  over: maybe(oneOf(['each', 'mean'])),
  seeds: maybe(count),
  steps: step,
})

/** Of which runs a claim is said where it is said of several. */
export const along = fields('runs along a setting', {
  key: label(),
  values: listOf(finite, 'values'),
  take: oneOf(['exponent', 'argmin']),
})

function claimedWithin(depth: number): v.GenericSchema<Claimed> {
  const what = 'a number of a run: one of at, over, first, difference, ratio'
  if (depth === 0) return v.variant('kind', ofOneSeries, what)
  const inner = claimedWithin(depth - 1)
  const pair = fields('two numbers', { kind: oneOf(['difference', 'ratio']), of: inner, and: inner })
  return v.variant('kind', [...ofOneSeries, pair], what) as unknown as v.GenericSchema<Claimed>
}
