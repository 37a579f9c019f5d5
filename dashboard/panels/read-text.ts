import { secondsTickText } from '#src/figures/tick-text.ts'
import { countText } from '#dashboard/text/format.ts'
import type { LegendEntry } from './entry.ts'

/** Where what a legend reads was measured: `step 120`, `steps 1,024 – 2,047`; null where nothing is pointed at. */
export function readText(entries: readonly LegendEntry[], by: 'step' | 'time'): string | null {
  const reads = entries.flatMap(({ read }) => (read == null ? [] : [read]))
  if (reads.length === 0) return null
  const [from, to] = [Math.min(...reads.map((read) => read.from)), Math.max(...reads.map((read) => read.to))]
  if (by === 'time') {
    const [first, last] = [from, to].map((seconds) => secondsTickText(Number(seconds.toFixed(2))))
    return first === last ? first! : `${first} – ${last}`
  }
  return from === to ? `step ${countText(to)}` : `steps ${countText(from)} – ${countText(to)}`
}
