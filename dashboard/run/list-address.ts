import { RUN_ORDERS, type RunOrder, type RunsQuestion, type RunStatus } from '#src/vocabulary/index.ts'

/** What the run list shows, as its address keeps it: a link shows what its sender saw. */
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

export function listFromParams(params: Pick<URLSearchParams, 'get'>): ListAddress {
  const status = params.get('status')
  const page = Number(params.get('page') ?? 1)
  return {
    text: params.get('q') ?? '',
    status: [...STATUSES, 'removed' as const].find((one) => one === status) ?? null,
    sort: RUN_ORDERS.find((order) => order === params.get('sort')) ?? 'started',
    descending: params.get('order') !== 'up',
    page: Number.isSafeInteger(page) && page > 1 ? page - 1 : 0,
  }
}

/** The parameters with the list's own replaced; what is as it starts is not written. */
export function paramsFromList(params: URLSearchParams, list: ListAddress): URLSearchParams {
  const next = new URLSearchParams(params)
  const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value))
  put('q', list.text === '' ? null : list.text)
  put('status', list.status)
  put('sort', list.sort === 'started' ? null : list.sort)
  put('order', list.descending ? null : 'up')
  put('page', list.page === 0 ? null : String(list.page + 1))
  return next
}

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
