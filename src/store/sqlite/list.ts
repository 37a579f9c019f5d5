import { BOUNDS, RUNS_A_PAGE, type RunId, type RunOrder, type RunsPage, type RunsQuestion, type RunSummary } from '#src/vocabulary/index.ts' // prettier-ignore
import { valueOfRun } from '#src/vocabulary/run-expression/evaluate.ts'
import type { Database } from './database.ts'
import { divergedAt } from './diverged.ts'
import { found, isByExpression } from './find.ts'
import { expressionOf } from './expressions.ts'
import { rememberedRun } from './remembered-run.ts'
import { conditionsOf, STATUS } from './run-conditions.ts'
import { runRowAt, summaryOf, type RunRow } from './run-row.ts'
import { valuesFitting } from './values-fitting.ts'

const BY: Record<RunOrder, string> = {
  started: 'started_at',
  name: 'name',
  status: STATUS,
  step: 'step',
  last: 'last_report_at',
}

/** A run as the index of lines has it: enough to find out whether what is remembered of it still holds. */
export interface Place {
  readonly key: number
  readonly id: RunId
  readonly checksum: number
}

/**
 * One page of the runs. Which runs, and in which order, is read from the index `run_lines` alone, which has all that can
 * be asked for but expressions; so only the rows of the page itself are read.
 */
export function listOf(db: Database, question: RunsQuestion): RunsPage {
  const { from = 0, only } = question
  const size = question.size ?? (only === 'ids' ? BOUNDS.idsAPage : RUNS_A_PAGE)
  const { places, total, ...said } = isByExpression(question)
    ? found(db, question, candidatesOf(db, question), from, size)
    : { places: placesOf(db, question, from, size), total: countOf(db, question) }
  const damaged = new Set<RunId>('damaged' in said ? said.damaged : [])
  const values = question.values === undefined ? null : valuesOf(db, places, question.values, damaged)
  return {
    runs: only === 'ids' ? [] : places.map(({ key }) => lineOf(db, runRowAt(db, key))),
    total,
    ...(values === null ? {} : { values }),
    ...(only === 'ids' ? { ids: places.map(({ id }) => id) } : {}),
    ...(damaged.size === 0 ? {} : { damaged: [...damaged].slice(0, BOUNDS.runsAPage) }),
    ...('hints' in said && said.hints.length > 0 ? { hints: said.hints } : {}),
  }
}

/** The line of one run. */
export function lineOf(db: Database, row: RunRow): RunSummary {
  return summaryOf(row, divergedAt(db, row))
}

/** The runs that a question is about, but for its expressions, in its order, from one place on. */
function placesOf(db: Database, question: RunsQuestion, from: number, size: number): Place[] {
  const { sort = 'started', descending = true } = question
  const { where, values } = whereOf(db, question)
  const most = Number.isFinite(size) ? size : -1 // all of them
  const way = descending ? 'desc' : 'asc'
  const order = sort === 'started' ? `started_at ${way}, key ${way}` : `${BY[sort]} ${way}, started_at desc, key desc`
  return db
    .sql(`select key, id, checksum from run where ${where} order by ${order} limit ? offset ?`)
    .all(...values, most, from) as unknown as Place[]
}

/** All runs that a question may be about; of equal values of an expression the newest run comes first, whichever way. */
export function candidatesOf(db: Database, question: RunsQuestion): Place[] {
  const { by, sort, descending } = question
  const order = by === undefined ? { sort, descending } : { sort: 'started' as const, descending: true }
  return placesOf(db, { ...question, ...order }, 0, Infinity)
}

function countOf(db: Database, question: RunsQuestion): number {
  const { where, values } = whereOf(db, question)
  return Number(db.sql(`select count(*) as n from run where ${where}`).get(...values)!.n)
}

function whereOf(db: Database, question: RunsQuestion) {
  const conditions = conditionsOf(db, question)
  return {
    where: conditions.map(([condition]) => condition).join(' and '),
    values: conditions.flatMap(([, ...given]) => given),
  }
}

function valuesOf(
  db: Database,
  places: readonly Place[],
  texts: readonly string[],
  damaged: Set<RunId>,
): RunsPage['values'] {
  const expressions = texts.map((text) => expressionOf(db, text))
  const fits = valuesFitting('values')
  return places.map(({ key, checksum }) => {
    const run = rememberedRun(db, key, checksum)
    run.isDamaged = false
    const values = expressions.map((expression) => valueOfRun(expression, run))
    if (run.isDamaged) damaged.add(run.id)
    values.forEach(fits)
    return values
  })
}
