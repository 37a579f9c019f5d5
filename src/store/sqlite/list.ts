import { RUNS_A_PAGE, type RunOrder, type RunsPage, type RunsQuestion, type RunSummary } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { familyOf } from './family.ts'
import { divergedAt } from './diverged.ts'
import { labelsOf } from './labels.ts'
import { runRowAt, summaryOf, type RunRow } from './run-row.ts'

/** What holds of a run without a word of its trainer stands for what it said last. */
const STATUS = `case when lost = 1 and ended_at is null then 'lost' else status end`

const BY: Record<RunOrder, string> = {
  started: 'started_at',
  name: 'name',
  status: STATUS,
  step: 'step',
  last: 'last_report_at',
}

type Value = string | number

/**
 * One page of the runs. Which runs, and in which order, is read from the index `run_lines` alone, which has all that can
 * be asked for; so only the rows of the page itself are read.
 */
export function listOf(db: Database, question: RunsQuestion): RunsPage {
  const { sort = 'started', descending = true, from = 0, size = RUNS_A_PAGE } = question
  const conditions = conditionsOf(db, question)
  const where = conditions.map(([condition]) => condition).join(' and ')
  const values = conditions.flatMap(([, ...given]) => given)
  const most = Number.isFinite(size) ? size : -1 // all of them
  const way = descending ? 'desc' : 'asc'
  const order = sort === 'started' ? `started_at ${way}, key ${way}` : `${BY[sort]} ${way}, started_at desc, key desc`
  const total = Number(db.sql(`select count(*) as n from run where ${where}`).get(...values)!.n)
  const rows = db
    .sql(`select key from run where ${where} order by ${order} limit ? offset ?`)
    .all(...values, most, from)
  return { runs: rows.map(({ key }) => lineOf(db, runRowAt(db, Number(key)))), total }
}

/** The line of one run. */
export function lineOf(db: Database, row: RunRow): RunSummary {
  return summaryOf(row, divergedAt(db, row), labelsOf(db, row))
}

/** Each condition with the values that it asks about. */
function conditionsOf(db: Database, question: RunsQuestion): [condition: string, ...values: Value[]][] {
  const { text, prefix, status, experiment, ids, family, removed = false } = question
  // A few that are named are looked up by name: the plus keeps the index of all lines out.
  const few = ids !== undefined
  const conditions: [string, ...Value[]][] = [[`${few ? '+' : ''}removed_at is ${removed ? 'not ' : ''}null`]]
  for (const word of text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [])
    conditions.push([`(instr(words, ?) > 0 or ${STATUS} = ?)`, word, word])
  if (prefix !== undefined) conditions.push(['substr(id, 1, length(?)) = ?', prefix, prefix])
  if (status !== undefined) conditions.push([`${STATUS} in (select value from json_each(?))`, JSON.stringify(status)])
  if (experiment !== undefined) conditions.push(['experiment = ?', experiment])
  if (ids !== undefined) conditions.push(['id in (select value from json_each(?))', JSON.stringify(ids)])
  if (family !== undefined) conditions.push(['family = ?', familyOf(db, family)])
  return conditions
}
