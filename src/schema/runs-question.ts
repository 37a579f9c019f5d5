import * as v from 'valibot'
import { BOUNDS, RUN_ORDERS, type RunStatus } from '#src/vocabulary/index.ts'
import { fields, listOf, maybe, oneOf, runId, step, text, truth } from './values.ts'

const STATUSES = ['running', 'paused', 'completed', 'stopped', 'failed', 'lost'] as const satisfies readonly RunStatus[]
const size = `a whole number from 0 to ${BOUNDS.runsAPage}`
const ids = `a whole number from 0 to ${BOUNDS.idsAPage}`
const archived = "true, false or 'also'"
/** An expression of a run, or a condition of runs. */
export const runExpression = text('an expression of runs', BOUNDS.expression)

/** Which runs a list shows. */
export const runsQuestion = v.pipe(
  fields('a question about runs', {
    text: maybe(text('a text to look for', BOUNDS.name)),
    prefix: maybe(text('how an id begins', BOUNDS.pathName)),
    status: maybe(listOf(oneOf(STATUSES), 'statuses', STATUSES.length)),
    experiment: maybe(text('the id of an experiment', BOUNDS.name)),
    group: maybe(text('the name of a group', BOUNDS.name)),
    tag: maybe(text('a tag', BOUNDS.name)),
    where: maybe(runExpression),
    regex: maybe(text('a regular expression', BOUNDS.pattern)),
    archived: maybe(v.union([truth, v.literal('also', archived)], archived)),
    ids: maybe(listOf(runId, 'run ids')),
    family: maybe(runId),
    removed: maybe(truth),
    sort: maybe(oneOf(RUN_ORDERS)),
    by: maybe(runExpression),
    values: maybe(listOf(runExpression, 'values', BOUNDS.valuesARun)),
    only: maybe(oneOf(['ids'])),
    descending: maybe(truth),
    from: maybe(step),
    size: maybe(v.pipe(v.number(size), v.safeInteger(size), v.minValue(0, size))),
  }),
  v.forward(
    v.check(({ size = 0, only }) => only === 'ids' || size <= BOUNDS.runsAPage, size),
    ['size'],
  ),
  v.forward(
    v.check(({ size = 0 }) => size <= BOUNDS.idsAPage, ids),
    ['size'],
  ),
)
