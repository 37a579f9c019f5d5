import { HUES, hue, partDash, type LineStyle } from '#dashboard/plots/palette.ts'
import { ramp } from '#dashboard/plots/ramp.ts'
import type { FactorScale } from '#src/figures/factor-scale.ts'
import type { RunValue } from '#src/vocabulary/index.ts'

/** A run that does not have the parameter is drawn, too, in no color. */
const NONE: LineStyle = { color: 'var(--ink-3)', dash: [] }

/**
 * How the groups of a factor look: numbers along an ordered ramp, names in hues. It follows from the values alone that the
 * factor has among all runs compared: which groups are shown at present recolors none.
 */
export function styleOfValue(scale: FactorScale, value: RunValue): LineStyle {
  const place = scale.placeOf(value)
  if (place === null) return NONE
  if (scale.kind !== 'names') return { color: ramp(scale.values.length === 1 ? 0 : place), dash: [] }
  const index = scale.values.indexOf(value!)
  return { color: hue(index), dash: partDash(Math.floor(index / HUES)) }
}
