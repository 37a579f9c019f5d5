import type { RunValue } from '#src/vocabulary/index.ts'
import type { FactorScale } from './factor-scale.ts'
import { rampBytes } from './ramp.ts'

/** The hues of series on white, as the light theme has them (dashboard/tokens.css; a test holds both to each other). */
export const PAPER_HUES = [
  ...['#0068b4', '#d1620a', '#008a63', '#b34a8c', '#8a7200', '#2f9bd6', '#7353ba', '#8b5a3c'],
] as const

/** Of what has no value of the factor. */
const PAPER_GRAY = '#6b7280'

/** Between two dashes of a line, in points, where hues come again. */
const DASHES = [[], [4, 2.5], [1, 2], [6, 2, 1, 2]] as const

export interface PaperStyle {
  readonly color: string
  readonly dash: readonly number[]
}

/** How the value of a factor looks on paper: numbers along the ordered ramp, names in hues. */
export function paperStyle(scale: FactorScale, value: RunValue): PaperStyle {
  const place = scale.placeOf(value)
  if (place === null) return { color: PAPER_GRAY, dash: [] }
  if (scale.kind !== 'names')
    return { color: hexOf(rampBytes(scale.values.length === 1 ? 0 : place, 'light')), dash: [] }
  return paperHue(scale.values.indexOf(value!))
}

export function paperHue(index: number): PaperStyle {
  const round = Math.floor(index / PAPER_HUES.length)
  return { color: PAPER_HUES[index % PAPER_HUES.length]!, dash: DASHES[round % DASHES.length]! }
}

function hexOf(bytes: readonly number[]): string {
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
