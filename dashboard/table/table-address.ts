import { wordField, type AddressField } from '#dashboard/view/address-fields.ts'
import type { RunStatus } from '#src/vocabulary/index.ts'
import { STATUSES } from '#dashboard/run/list-question.ts'

/** Runs of a status, or those that are kept apart. */
export type Shelf = RunStatus | 'archived' | 'removed'

export const SHELVES = [...STATUSES, 'archived', 'removed'] as const satisfies readonly Shelf[]

/** What the run table shows, as its address keeps it: a link shows what its sender saw. */
export interface TableAddress {
  /** What was typed: words, a `/regular expression/`, or an expression. */
  readonly text: string
  /** Null for all but those that were archived or removed. */
  readonly shelf: Shelf | null
  /** A column's id. */
  readonly sort: string
  readonly descending: boolean
  /** What the rows are grouped by: an expression, mostly the name of a parameter. */
  readonly group: string | null
  /** The columns, in order; null for those that it starts with. */
  readonly columns: readonly string[] | null
  /** The groups that are closed: their values as JSON. */
  readonly closed: readonly string[]
}

/** Characters of closed groups that an address holds: beyond, a copied link shows them open. */
const MOST_CHARACTERS = 2_000

const SORTED_FIRST = 'started'

/** What an address can say of the table. */
export const TABLE_FIELDS: readonly AddressField[] = [wordField('status', SHELVES), wordField('order', ['up', 'down'])]

export function tableFromParams(params: Pick<URLSearchParams, 'get' | 'getAll'>): TableAddress {
  const shelf = params.get('status')
  return {
    text: params.get('q') ?? '',
    shelf: SHELVES.find((one) => one === shelf) ?? null,
    sort: params.get('sort') ?? SORTED_FIRST,
    descending: params.get('order') !== 'up',
    group: params.get('group'),
    columns: listIn(params.get('columns')),
    closed: params.getAll('closed'),
  }
}

/** The parameters with the table's own replaced; what is as it starts is not written. */
export function paramsFromTable(params: URLSearchParams, table: TableAddress): URLSearchParams {
  const next = new URLSearchParams(params)
  const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value))
  put('q', table.text === '' ? null : table.text)
  put('status', table.shelf)
  put('sort', table.sort === SORTED_FIRST ? null : table.sort)
  put('order', table.descending ? null : 'up')
  put('group', table.group)
  put('columns', table.columns === null ? null : table.columns.map(withoutComma).join(','))
  next.delete('closed')
  if (table.closed.join('').length <= MOST_CHARACTERS) for (const key of table.closed) next.append('closed', key)
  next.delete('page')
  return next
}

/** A comma stands between two columns, and may stand within one: `at("loss", 100)`. */
function withoutComma(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(',', '\\,')
}

function listIn(text: string | null): string[] | null {
  if (text === null) return null
  const parts = text.match(/(?:\\.|[^,\\])+/g) ?? []
  return parts.map((part) => part.replaceAll(/\\(.)/g, '$1'))
}
