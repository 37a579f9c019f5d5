import { erf } from '#probes/maths/statistics/erf.ts'

/**
 * Overlap with a stored pattern where a Hopfield network of N → ∞ neurons with α N patterns retrieves it at temperature 0:
 * m = erf(y) of the largest y at which y (√(2α) + (2/√π) e^(−y²)) = erf(y) (Amit, Gutfreund & Sompolinsky 1985,
 * replica symmetric). 0 above α ≈ 0.138, where there is no such state.
 */
export function retrievalOverlap(load: number): number {
  if (load === 0) return 1
  const excess = (y: number) => erf(y) - y * (Math.sqrt(2 * load) + (2 / Math.sqrt(Math.PI)) * Math.exp(-y * y))
  // No solution lies above, since erf is at most 1.
  const top = 1 / Math.sqrt(2 * load)
  for (let i = GRID - 1; i > 0; i--) {
    const below = (top * i) / GRID
    if (excess(below) > 0) return erf(rootBetween(excess, below, (top * (i + 1)) / GRID))
  }
  return 0
}

const GRID = 2000

/** Where a function that is above 0 at the lower end, and not at the upper one, changes its sign. */
function rootBetween(of: (y: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return middle
    if (of(middle) > 0) low = middle
    else high = middle
  }
}
