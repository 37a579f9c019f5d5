import type { RunId } from '#src/vocabulary/index.ts'
import { filterFrom } from './filter.ts'
import type { TableAddress } from './table-address.ts'

/** So many runs an address names; more are said by what finds them, where that can be said. */
const MOST_NAMED = 100

/** The address at which runs are compared: by their ids, or where all that match are chosen by the expression that finds them. */
export function compareAddress(ids: readonly RunId[], table: TableAddress, allChosen: boolean): string {
  const where = whereOf(table)
  if (allChosen && ids.length > MOST_NAMED && where !== null) return `/compare?where=${encodeURIComponent(where)}`
  return `/compare?runs=${ids.map(encodeURIComponent).join(',')}`
}

/** What a table shows as one expression; null where there is none. */
export function whereOf({ text, shelf }: Pick<TableAddress, 'text' | 'shelf'>): string | null {
  const filter = filterFrom(text)
  if (filter.as === 'text' || shelf === 'archived' || shelf === 'removed') return null
  const clauses = [
    ...(filter.as === 'expression' ? [`(${filter.where})`] : []),
    ...(filter.as === 'regex'
      ? [`(name ~ ${JSON.stringify(filter.regex)} or id ~ ${JSON.stringify(filter.regex)})`]
      : []),
    ...(shelf === null ? [] : [`status = "${shelf}"`]),
  ]
  return clauses.length === 0 ? null : clauses.join(' and ')
}
