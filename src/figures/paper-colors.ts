import type { RunValue } from '#src/vocabulary/index.ts'
import type { FactorScale } from './factor-scale.ts'
import { rampBytes } from './ramp.ts'

/** The hues of series on white, as the light theme has them (dashboard/tokens.css; a test holds both to each other). */
export const PAPER_HUES = [
  ...['#0068b4', '#d1620a', '#008a63', '#b34a8c', '#8a7200', '#2f9bd6', '#7353ba', '#8b5a3c'],
] as const

/** The same on a dark ground. */
const DARK_HUES = [...['#5cadee', '#f0a04b', '#3cc79a', '#e58cc3', '#e2c94f', '#9bd7f7', '#b49bf0', '#cf9b7b']] as const

/** Paper is light; a figure on a screen may be dark. */
export type PaperTheme = 'light' | 'dark'

/** Of letters and axes, of what is behind them, and of what has no value of the factor. */
export const PAPER_INKS = {
  light: { ink: '#1a1a1a', faint: '#d9d9d9', ground: '#ffffff', gray: '#6b7280' },
  dark: { ink: '#e9ebee', faint: '#3a414a', ground: '#15181c', gray: '#8790a0' },
} as const

/** Between two dashes of a line, in points, where hues come again. */
const DASHES = [[], [4, 2.5], [1, 2], [6, 2, 1, 2]] as const

export interface PaperStyle {
  readonly color: string
  readonly dash: readonly number[]
}

/** How the value of a factor looks on paper: numbers along the ordered ramp, names in hues. */
export function paperStyle(scale: FactorScale, value: RunValue, theme: PaperTheme = 'light'): PaperStyle {
  const place = scale.placeOf(value)
  if (place === null) return { color: PAPER_INKS[theme].gray, dash: [] }
  if (scale.kind !== 'names') return { color: hexOf(rampBytes(scale.values.length === 1 ? 0 : place, theme)), dash: [] }
  return paperHue(scale.values.indexOf(value!), theme)
}

export function paperHue(index: number, theme: PaperTheme = 'light'): PaperStyle {
  const hues = theme === 'light' ? PAPER_HUES : DARK_HUES
  const round = Math.floor(index / hues.length)
  return { color: hues[index % hues.length]!, dash: DASHES[round % DASHES.length]! }
}

function hexOf(bytes: readonly number[]): string {
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** One color with a share of another. */
export function mixed(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [from, to].map((color) => parseInt(color.slice(at, at + 2), 16)) as [number, number]
    return Math.round(a + (b - a) * share)
  })
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
