import { CONSTANTS } from './constants.ts'
import { FIGURES_OF_COUNTS } from './counts.ts'
import { FIGURES_OF_DATA } from './data.ts'
import { FIGURES_OF_NETWORKS } from './networks.ts'
import { FIGURES_OVER_TIME } from './over-time.ts'
import { FIGURES_OF_WEIGHTS } from './weights.ts'
import type { Figure } from './figure.ts'

/** Every figure of every card: 0, 1 and 2 apart, which are limits and parts of formulas, and have tests of their own. */
export const FIGURES: readonly Figure[] = [
  ...FIGURES_OF_COUNTS,
  ...CONSTANTS,
  ...FIGURES_OF_NETWORKS,
  ...FIGURES_OF_DATA,
  ...FIGURES_OF_WEIGHTS,
  ...FIGURES_OVER_TIME,
]
