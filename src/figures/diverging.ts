import { mixed, PAPER_INKS, paperHue, type PaperTheme } from './paper-colors.ts'

/**
 * Colors about a middle: the ground there, blue below and orange above, fully at −1 and 1. Both stay near enough to the
 * ground for lines upon them. What is no number is gray.
 */
export function divergingColor(share: number, theme: PaperTheme = 'light'): string {
  if (Number.isNaN(share)) return PAPER_INKS[theme].faint
  const { color } = paperHue(share < 0 ? 0 : 1, theme)
  return mixed(PAPER_INKS[theme].ground, color, STRENGTH * Math.min(1, Math.abs(share)))
}

const STRENGTH = 0.65
