import type { Range } from '#dashboard/series/range.ts'
import { countText } from '#dashboard/text/format.ts'

const SHOWN = 3

/** What the hatched stretches of a chart are, in a sentence; null where there are none. */
export function damagedText(damaged: readonly Range[]): string | null {
  if (damaged.length === 0) return null
  const stretches = damaged.slice(0, SHOWN).map(({ from, to }) => `${countText(from)}–${countText(to)}`)
  const rest = damaged.length > SHOWN ? ` and ${damaged.length - SHOWN} more stretches` : ''
  return `The stored numbers of steps ${stretches.join(', ')}${rest} are damaged and not drawn; phasescope check says what can be repaired`
}
