import type { PanelPlan } from './arrange.ts'

const EXPECTED = { scalar: 262, spectrum: 330, matrix: 326, curve: 330, points: 346, histogram: 350 } as const

/** How high a panel will about be that has not been drawn yet, in pixels, so that what stands below stays where it is. */
export const expectedHeight = ({ span, kind }: PanelPlan): number =>
  span === 3 ? 322 : (EXPECTED[kind] ?? EXPECTED.scalar)
