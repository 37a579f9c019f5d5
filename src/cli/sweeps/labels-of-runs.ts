import type { Store } from '#src/store/index.ts'
import type { RunId } from '#src/vocabulary/index.ts'
import type { Label } from '#trainer/sweeps/index.ts'

/** What each of these runs is called: the number of the first label whose condition holds of it. */
export async function labelsOfRuns(
  store: Pick<Store, 'list'>,
  runs: readonly RunId[],
  labels: readonly Label[],
): Promise<ReadonlyMap<RunId, number>> {
  const named = new Map<RunId, number>()
  let left = runs
  for (const [number, { condition }] of labels.entries()) {
    if (left.length === 0) break
    const where = condition === null ? {} : { where: condition }
    const { ids = [] } = await store.list({ ids: left, ...where, archived: 'also', only: 'ids', size: Infinity })
    for (const id of ids) named.set(id, number)
    left = left.filter((id) => !named.has(id))
  }
  return named
}
