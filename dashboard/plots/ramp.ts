import { rampBytes } from '#src/figures/ramp.ts'

/** The color of the ramp at a share from 0 (least) to 1 (most), as a CSS expression that serves both themes. */
export function ramp(share: number): string {
  const [light, dark] = (['light', 'dark'] as const).map((theme) => `rgb(${rampBytes(share, theme).join(' ')})`)
  return `light-dark(${light}, ${dark})`
}
