import * as v from 'valibot'
import { BOUNDS, RUN_ORDERS, type RunStatus } from '#src/vocabulary/index.ts'
import { fields, listOf, maybe, oneOf, runId, step, text, truth } from './values.ts'

const STATUSES = ['running', 'paused', 'completed', 'stopped', 'failed', 'lost'] as const satisfies readonly RunStatus[]
const size = `a whole number from 0 to ${BOUNDS.runsAPage}`

/** Which runs a list shows. */
export const runsQuestion = fields('a question about runs', {
  text: maybe(text('a text to look for', BOUNDS.name)),
  prefix: maybe(text('how an id begins', BOUNDS.pathName)),
  status: maybe(listOf(oneOf(STATUSES), 'statuses', STATUSES.length)),
  experiment: maybe(text('the id of an experiment', BOUNDS.name)),
  ids: maybe(listOf(runId, 'run ids')),
  family: maybe(runId),
  removed: maybe(truth),
  sort: maybe(oneOf(RUN_ORDERS)),
  descending: maybe(truth),
  from: maybe(step),
  size: maybe(v.pipe(v.number(size), v.safeInteger(size), v.minValue(0, size), v.maxValue(BOUNDS.runsAPage, size))),
})
