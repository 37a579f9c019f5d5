import type { Store } from '#src/store/index.ts'
import { ambiguousName, unknownName, type RunId } from '#src/vocabulary/index.ts'

/** The run of a store of this id, or the only one whose id begins so. */
export async function runNamed(store: Store, given: string): Promise<RunId> {
  if (await store.has(given)) return given
  const fitting = await store.list({ prefix: given, size: NEAR })
  const { runs, total } = fitting.total > 0 ? fitting : await store.list({ size: NEAR })
  return runAmong(
    runs.map(({ run }) => run.id),
    given,
    total,
  )
}

/** Runs among which a misspelled one is looked for: the newest. */
const NEAR = 200

/** The same among ids that come from elsewhere, where there may be more of them. */
export function runAmong(ids: readonly RunId[], given: string, total = ids.length): RunId {
  const fitting = ids.filter((id) => id.startsWith(given))
  if (ids.includes(given)) return given
  if (fitting.length > 1)
    throw ambiguousName('run', given, fitting, fitting.length === ids.length ? total : fitting.length)
  if (fitting[0] === undefined) throw unknownName('run', given, ids, total)
  return fitting[0]
}
