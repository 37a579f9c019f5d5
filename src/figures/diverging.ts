import { PAPER_HUES, PAPER_INKS } from './paper-colors.ts'

/**
 * Colors about a middle: white there, blue below and orange above, fully at −1 and 1. Both stay light enough for lines upon
 * them. What is no number is gray.
 */
export function divergingColor(share: number): string {
  if (Number.isNaN(share)) return PAPER_INKS.light.faint
  const hue = share < 0 ? PAPER_HUES[0] : PAPER_HUES[1]
  return mixed(PAPER_INKS.light.ground, hue, STRENGTH * Math.min(1, Math.abs(share)))
}

const STRENGTH = 0.65

function mixed(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [from, to].map((color) => parseInt(color.slice(at, at + 2), 16)) as [number, number]
    return Math.round(a + (b - a) * share)
  })
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
