import { detectors } from '#probes/index.ts'
import type { MissingNeed } from '#trainer/snapshots/index.ts'
import { print, say } from '../terminal.ts'
import { lagText, type Lag, type LagWord } from './lag.ts'
import type { Found, SnapshotFile } from './snapshot-folder.ts'

/** What observing says to whoever sits at the terminal: each thing once. */
export interface Narrator {
  found(found: Found): void
  faults(texts: readonly string[]): void
  serves(offers: readonly string[], notServed: ReadonlyMap<string, MissingNeed>): void
  measured(file: SnapshotFile, probes: number, ms: number): void
  lag(word: LagWord, lag: Lag): void
}

export function openNarrator(json: boolean): Narrator {
  const told = new Set<string>()
  const once = (text: string) => {
    if (told.has(text)) return
    told.add(text)
    say(`phasescope: ${text}`)
  }
  return {
    found: ({ faults }) => faults.forEach(({ path, why }) => once(why.startsWith(path) ? why : `${path}: ${why}`)),
    faults: (texts) => texts.forEach(once),
    serves(offers, notServed) {
      if (json)
        return print(JSON.stringify({ type: 'serves', probes: offers, notServed: Object.fromEntries(notServed) }))
      // Detectors watch what probes measure, and are none themselves.
      const served = offers.filter((id) => !detectors.some((detector) => detector.id === id)).length
      print(`The snapshots serve ${served} of ${served + notServed.size} probes`)
      const byNeed = Map.groupBy(notServed, ([, { need }]) => need)
      for (const [need, them] of byNeed) {
        const ids = them.map(([id]) => id)
        print(`  without ${need}: ${ids.slice(0, 6).join(', ')}${ids.length > 6 ? ` and ${ids.length - 6} more` : ''}`)
      }
    },
    measured({ path, step }, probes, ms) {
      if (json) return print(JSON.stringify({ type: 'measured', step, probes, path, seconds: ms / 1000 }))
      print(`Step ${step}: ${probes} probes in ${(ms / 1000).toFixed(2)} s`)
    },
    lag(word, lag) {
      if (json) print(JSON.stringify({ type: 'lag', is: word, ...lag }))
      const { label, about } = lagText(word, lag)
      say(`phasescope: ${label}: ${about}`)
    },
  }
}
