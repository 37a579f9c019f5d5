import { findSources, type Source } from '#trainer/sources/index.ts'
import type { Tally } from './tally.ts'

/** How the runs under some paths are looked for. */
export interface Search {
  /** The column, or key, of steps. */
  readonly step?: string
  /** They are followed: what is no run yet is no fault. */
  readonly follow?: boolean
}

/** The runs under some paths, each once: a log that lies there twice is said. */
export function found(paths: readonly string[], { step, follow }: Search, tally: Tally): readonly Source[] {
  const sources = new Map<string, Source>()
  for (const path of paths) {
    const under = findSources(path, step === undefined ? {} : { step })
    for (const { path: at, why, isEarly } of under.faults)
      if (follow !== true || isEarly !== true) tally.fault(at, { at: 'all of it', why })
    for (const source of under.sources) {
      const key = JSON.stringify([source.format, source.identity])
      const same = sources.get(key)
      if (same === undefined) sources.set(key, source)
      else if (same.path !== source.path)
        tally.fault(source.path, { at: 'all of it', why: `it is a copy of ${same.path}; it is left out` })
    }
  }
  return [...sources.values()]
}
