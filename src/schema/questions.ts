import * as v from 'valibot'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { seriesName } from './series.ts'
import { fields, finite, listOf, orNull, runId } from './values.ts'

const points = `a whole number from 1 to ${BOUNDS.pointsAQuery}`

export const pointsWanted = v.pipe(
  v.number(points),
  v.safeInteger(points),
  v.minValue(1, points),
  v.maxValue(BOUNDS.pointsAQuery, points),
)
export const spacing = v.picklist(['linear', 'log'], "'linear' or 'log'")

const query = fields('a query', {
  run: runId,
  series: seriesName,
  from: orNull(finite),
  to: orNull(finite),
  points: pointsWanted,
  spacing,
})

const together = `together at most ${BOUNDS.pointsAnAsk} points`

/** What a viewer asks at once. */
export const queries = v.pipe(
  listOf(query, 'queries', BOUNDS.queriesAnAsk),
  v.check((all) => all.reduce((sum, { points }) => sum + points, 0) <= BOUNDS.pointsAnAsk, together),
)
