import type { RunOrder, RunsQuestion, RunStatus } from '#src/vocabulary/index.ts'

/** What a list of runs to choose from shows. */
export interface ListAddress {
  readonly text: string
  /** Null for all but those that were removed. */
  readonly status: RunStatus | 'removed' | null
  readonly sort: RunOrder
  readonly descending: boolean
  /** Counted from 0. */
  readonly page: number
}

export const PAGE_SIZE = 50

export const STATUSES = ['running', 'paused', 'completed', 'stopped', 'failed', 'lost'] as const satisfies RunStatus[]

/** The newest, whatever they are. */
export const NEWEST: ListAddress = { text: '', status: null, sort: 'started', descending: true, page: 0 }

/** The question to the hub that the page of a list is. */
export function questionOf({ text, status, sort, descending, page }: ListAddress): RunsQuestion {
  const words = text.trim()
  return {
    ...(words !== '' && { text: words }),
    ...(status === 'removed' ? { removed: true } : status !== null && { status: [status] }),
    sort,
    descending,
    from: page * PAGE_SIZE,
    size: PAGE_SIZE,
  }
}

/** Runs that are under way stand above all others at the top of the newest; elsewhere a list is as it is sorted. */
export function aliveOf(list: ListAddress): RunsQuestion | null {
  const isTop = list.status === null && list.sort === 'started' && list.descending && list.page === 0
  if (!isTop) return null
  const { text } = questionOf(list)
  return { ...(text !== undefined && { text }), status: ['running', 'paused'], size: ALIVE }
}

/** Of the runs that are under way so many stand at the top. */
const ALIVE = 50
