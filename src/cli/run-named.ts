import type { Store } from '#src/store/index.ts'
import { unknownName, type RunId } from '#src/vocabulary/index.ts'

/** The run of a store of this id, or the only one whose id begins so. */
export async function runNamed(store: Store, given: string): Promise<RunId> {
  if (await store.has(given)) return given
  const fitting = await store.list({ prefix: given, size: NEAR })
  const { runs } = fitting.total > 0 ? fitting : await store.list({ size: NEAR })
  return runAmong(
    runs.map(({ run }) => run.id),
    given,
  )
}

/** Runs among which a misspelled one is looked for: the newest. */
const NEAR = 200

/** The same among ids that come from elsewhere. */
export function runAmong(ids: readonly RunId[], given: string): RunId {
  const fitting = ids.filter((id) => id.startsWith(given))
  if (ids.includes(given)) return given
  if (fitting.length !== 1 || fitting[0] === undefined)
    throw unknownName('run', given, fitting.length > 1 ? fitting : ids)
  return fitting[0]
}
