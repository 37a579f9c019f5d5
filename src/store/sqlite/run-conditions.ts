import type { RunsQuestion } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { familyOf } from './family.ts'

/** What holds of a run without a word of its trainer stands for what it said last. */
export const STATUS = `case when lost = 1 and ended_at is null then 'lost' else status end`

type Value = string | number

/** What the index of lines can tell of a question: each condition with the values that it asks about. */
export function conditionsOf(db: Database, question: RunsQuestion): [condition: string, ...values: Value[]][] {
  const { text, prefix, status, experiment, group, tag, ids, family, removed = false } = question
  // A few that are named are looked up by name: the plus keeps the index of all lines out.
  const plus = ids === undefined ? '' : '+'
  const conditions: [string, ...Value[]][] = [[`${plus}removed_at is ${removed ? 'not ' : ''}null`]]
  const archived = archivedIn(question)
  if (archived !== null) conditions.push([`${plus}archived = ${archived ? 1 : 0}`])
  for (const word of text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [])
    conditions.push([`(instr(words, ?) > 0 or ${STATUS} = ?)`, word, word])
  if (prefix !== undefined) conditions.push(['substr(id, 1, length(?)) = ?', prefix, prefix])
  if (status !== undefined) conditions.push([`${STATUS} in (select value from json_each(?))`, JSON.stringify(status)])
  if (experiment !== undefined) conditions.push(['experiment = ?', experiment])
  if (group !== undefined) conditions.push(['study = ?', group])
  if (tag !== undefined) conditions.push(['exists (select 1 from json_each(tags) where value = ?)', tag])
  if (ids !== undefined) conditions.push(['id in (select value from json_each(?))', JSON.stringify(ids)])
  if (family !== undefined) conditions.push(['family = ?', familyOf(db, family)])
  return conditions
}

/** Whether only archived runs are asked for (true), only others (false), or both: whoever names a run means it, archived or not. */
function archivedIn({ archived, ids, prefix, family, removed = false }: RunsQuestion): boolean | null {
  if (archived === 'also') return null
  if (archived !== undefined) return archived
  return ids === undefined && prefix === undefined && family === undefined && !removed ? false : null
}
