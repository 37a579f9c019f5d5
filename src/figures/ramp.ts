import { viridis } from './viridis.ts'

/**
 * An ordered ramp for numbers that are told apart as lines: even steps look even, lightness grows all the way, and the order
 * is seen whatever colors an eye confuses. It is viridis, of which each theme takes the part that is seen as a line at 3 : 1.
 */
const RAMP_PART = { light: [0, 0.57], dark: [0.36, 1] } as const
export type RampTheme = keyof typeof RAMP_PART

/** Its red, green and blue (0 to 255) in one theme. */
export function rampBytes(share: number, theme: RampTheme): [number, number, number] {
  const [from, to] = RAMP_PART[theme]
  return viridis(from + (to - from) * Math.min(1, Math.max(0, share)))
}
