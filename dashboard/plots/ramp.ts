import { rampBytes } from '#src/figures/ramp.ts'

<<<<<<< HEAD
/** The color of the ramp at a share from 0 (least) to 1 (most), as a CSS expression that serves both themes. */
=======
/**
 * An ordered ramp for numbers that are told apart as lines: even steps look even, lightness grows all the way, and the order
 * is seen whatever colors an eye confuses. It is viridis, of which each theme takes the part that is seen as a line at 3 : 1.
 */
const RAMP_PART = { light: [0, 0.57], dark: [0.36, 1] } as const
export type RampTheme = keyof typeof RAMP_PART

/** The color at a share from 0 (least) to 1 (most), as a CSS expression that serves both themes. */
>>>>>>> compare
export function ramp(share: number): string {
  const [light, dark] = (['light', 'dark'] as const).map((theme) => `rgb(${rampBytes(share, theme).join(' ')})`)
  return `light-dark(${light}, ${dark})`
}
