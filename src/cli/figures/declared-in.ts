import type { Store } from '#src/store/index.ts'
import { unknownName, usageError, type RunsQuestion, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'

/** How each series was declared by the first of the runs that has it. */
export async function declaredIn(
  store: Store,
  data: string,
  among: RunsQuestion,
  names: readonly string[],
): Promise<ReadonlyMap<string, SeriesDeclaration>> {
  const { runs, total } = await store.list({ ...among, size: Infinity })
  if (total === 0) throw usageError(`--runs: no run is so; see ${commandText('runs', data)}`)
  const found = new Map<string, SeriesDeclaration>()
  const seen = new Set<string>()
  for (const { run } of runs) {
    if (names.every((name) => found.has(name))) break
    for (const series of await store.series(run.id)) {
      seen.add(series.name)
      if (names.includes(series.name) && !found.has(series.name)) found.set(series.name, series)
    }
  }
  for (const name of names) if (!found.has(name)) throw unknownName('series', name, [...seen])
  for (const [name, { kind }] of found)
    if (kind !== 'scalar') throw usageError(`Series '${name}' is a ${kind}: a line needs scalars, such as train-loss`)
  return found
}
