import type { Store } from '#src/store/index.ts'
import { unknownName, type RunId } from '#src/vocabulary/index.ts'

/** The run of a store of this id, or the only one whose id begins so. */
export function runNamed(store: Store, given: string): RunId {
  return runAmong(
    store.runs().map(({ run }) => run.id),
    given,
  )
}

/** The same among ids that come from elsewhere. */
export function runAmong(ids: readonly RunId[], given: string): RunId {
  const fitting = ids.filter((id) => id.startsWith(given))
  if (ids.includes(given)) return given
  if (fitting.length !== 1 || fitting[0] === undefined)
    throw unknownName('run', given, fitting.length > 1 ? fitting : ids)
  return fitting[0]
}
