import { equalsText, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts'
import { columnOf, type Column } from './columns.ts'
import { asked, filterFrom } from './filter.ts'
import type { TableAddress } from './table-address.ts'

/** So many runs are asked for at once, as they scroll into view. */
export const ROWS_A_PAGE = 100

/** Runs of which a table asks together, and what it asks about each. */
export type Question = Omit<RunsQuestion, 'from' | 'size'>

/** What a table asks: which runs, in which order, with the values of which columns. */
export function questionOf(table: TableAddress, columns: readonly Column[]): Question {
  const values = columns.flatMap(({ value }) => value ?? [])
  const order = columnOf(table.sort).order ?? { sort: 'started' }
  return { ...runsOf(table), ...order, descending: table.descending, ...(values.length > 0 && { values }) }
}

/** Which runs a table shows, in whatever order. */
export function runsOf({ text, shelf }: Pick<TableAddress, 'text' | 'shelf'>): Question {
  const shelved: Question =
    shelf === 'removed'
      ? { removed: true }
      : shelf === 'archived'
        ? { archived: true }
        : shelf === null
          ? {}
          : { status: [shelf] }
  return { ...asked(filterFrom(text)), ...shelved }
}

/** The question which runs, and nothing about each of them. */
export function runsAlone(question: Question): Question {
  return Object.fromEntries(Object.entries(question).filter(([key]) => key !== 'values'))
}

/** The question about one page of its runs. */
export function pageOf(question: Question, number: number): RunsQuestion {
  return { ...question, from: number * ROWS_A_PAGE, size: ROWS_A_PAGE }
}

/** Whether those that are under way stand above all others, families together: at the top of the newest. */
export function isTopOfNewest({ shelf, sort, descending, group }: TableAddress): boolean {
  return shelf === null && group === null && sort === 'started' && descending
}

/** The questions for those that are under way, and for all others. */
export function underWayFirst(question: Question): [Question, Question] {
  return [
    { ...question, status: ['running', 'paused'] },
    { ...question, status: ['completed', 'stopped', 'failed', 'lost'] },
  ]
}

/** The same question, of the runs of one group. */
export function inGroup(question: Question, by: string, value: RunValue): Question {
  const isOfIt = equalsText(by, value)
  return { ...question, where: question.where === undefined ? isOfIt : `(${question.where}) and ${isOfIt}` }
}
