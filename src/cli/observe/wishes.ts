import type { Report } from '#src/vocabulary/index.ts'
import type { Watched } from '#trainer/snapshots/index.ts'
import type { Group } from './record.ts'

/** Tells the page which probes are measured though nobody attached them there. */
export interface ToldWishes {
  /** What is to be told now that these are measured; nothing where that was told. */
  since(now: readonly Watched[], step: number): Report[]
}

/**
 * `groups`: what an earlier process has told. `isTaken`: whether somebody else answers for a probe now, who said so; of what the same writer
 * says of it, the last word counts.
 */
export function openToldWishes(groups: readonly Group[], isTaken: (probe: string) => boolean): ToldWishes {
  const told = new Set<string>()
  for (const { envelopes, wishes } of groups)
    for (const { report } of wishes ? envelopes : []) {
      if (report.type === 'attached') told.add(report.probe)
      if (report.type === 'detached') told.delete(report.probe)
    }
  let isFirst = told.size === 0
  return {
    since(now, step) {
      const ids = new Set(now.map(({ probe }) => probe.id))
      const fresh = now.filter(({ probe }) => !told.has(probe.id))
      const gone = [...told].filter((id) => !ids.has(id))
      // What is wished from the first is measured from the first snapshot on.
      const from = isFirst ? 0 : step
      isFirst = false
      for (const { probe } of fresh) told.add(probe.id)
      for (const id of gone) told.delete(id)
      return [
        ...gone.filter((id) => !isTaken(id)).map((probe): Report => ({ type: 'detached', probe, step })),
        ...fresh.map(({ probe, cadence, options }): Report => {
          return { type: 'attached', probe: probe.id, step: from, cadence, options }
        }),
      ]
    },
  }
}
