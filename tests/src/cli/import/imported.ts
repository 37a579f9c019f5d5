import { followAll, importAll, type Imported, type ImportOptions } from '#src/cli/import/import-all.ts'
import { openStore } from '#src/store/index.ts'
import type { RunSummary } from '#src/vocabulary/index.ts'

/** Imports paths into a data folder, as the command does, and what it said beside. */
export async function imported(
  data: string,
  paths: readonly string[],
  options: Omit<ImportOptions, 'data'> = {},
): Promise<Imported> {
  const { signal } = new AbortController()
  return importAll(paths, { ...options, data }, { signal, say: () => {}, told: () => {} })
}

/** Follows paths as the command does, until it is asked to end. */
export function following(data: string, paths: readonly string[]): { readonly said: string[]; end(): Promise<void> } {
  const asked = new AbortController()
  const said: string[] = []
  const ended = followAll(paths, { data }, { signal: asked.signal, say: (line) => said.push(line), told: () => {} })
  return {
    said,
    async end() {
      asked.abort()
      await ended
    },
  }
}

/** Every run that a data folder has, the newest first, that a condition holds of. */
export async function runsIn(data: string, where?: string): Promise<readonly RunSummary[]> {
  const store = await openStore(data)
  try {
    return (await store.list(where === undefined ? {} : { where })).runs
  } finally {
    await store.close()
  }
}

/** Every point of a series of a run, as it is stored. */
export async function pointsOf(data: string, run: string, series: string): Promise<[number, number][]> {
  const store = await openStore(data)
  try {
    const points: [number, number][] = []
    for await (const { steps, values } of store.columns(run, series))
      for (const [i, step] of steps.entries()) points.push([step, values[i]!])
    return points
  } finally {
    await store.close()
  }
}
