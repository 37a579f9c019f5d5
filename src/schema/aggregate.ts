import * as v from 'valibot'
import { BANDS, BOUNDS, CENTERS } from '#src/vocabulary/index.ts'
import { pointsWanted, spacing } from './questions.ts'
import { runsQuestion } from './runs-question.ts'
import { seriesName } from './series.ts'
import { fields, finite, label, listOf, maybe, oneOf, orNull, runId, share, text, truth } from './values.ts'

const expression = text('an expression about a run', BOUNDS.expression)
const by = listOf(expression, 'expressions', BOUNDS.groupings)
const event = label('the id of a detector or the label of a mark')
const center = oneOf(CENTERS)
const band = oneOf(BANDS)
const seed = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'))

const alignment = v.variant(
  'x',
  [
    fields('an alignment', { x: v.literal('step') }),
    fields('an alignment', { x: v.literal('event'), event }),
    fields('an alignment', { x: v.literal('series'), series: seriesName }),
  ],
  "an alignment whose x is 'step', 'event' or 'series'",
)

const notFinite = v.tuple([v.picklist(['NaN', 'Infinity', '-Infinity'])])
const runValue = v.nullable(
  v.union(
    [
      v.number(),
      text(),
      v.pipe(
        notFinite,
        v.transform(([word]) => Number(word)),
      ),
    ],
    'a number, a word or null',
  ),
)
const minus = v.union(
  [
    runId,
    fields('a group', { group: listOf(runValue, 'values', BOUNDS.groupings) }),
    fields('twins', { twins: listOf(runValue, 'values', BOUNDS.groupings) }),
  ],
  'a run id, a group or the twins in a group',
)

export const aggregateQuestion = fields('a question about groups of runs', {
  among: runsQuestion,
  by,
  series: seriesName,
  align: alignment,
  center,
  band,
  seed,
  from: orNull(finite),
  to: orNull(finite),
  points: pointsWanted,
  spacing,
  members: truth,
  minus: maybe(orNull(minus)),
})

export const effectQuestion = fields('a question about an effect', { among: runsQuestion, of: expression, by, center, band, seed }) // prettier-ignore

export const factorsQuestion = fields('a question about factors', { among: runsQuestion })

export const leadQuestion = fields('a question about what moves first', {
  among: runsQuestion,
  event,
  series: listOf(seriesName, 'series', BOUNDS.seriesLeading),
  share: maybe(share),
})
