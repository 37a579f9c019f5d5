import type { Journal } from '#trainer/link/anywhere.ts'

const NEVER = 'A page has no disk'

/** Of a page, which keeps in memory what its hub has not taken. */
export const NO_JOURNAL: Journal = {
  never: NEVER,
  path: '',
  end: null,
  bytes: 0,
  append: () => Promise.reject(new Error(NEVER)),
  appendNow: () => none(),
  read: () => Promise.reject(new Error(NEVER)),
  shrink: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  clearNow: () => {},
}

function none(): never {
  throw new Error(NEVER)
}
