/** Where functions are least, found in the same steps at every call: no chance, no clock. */

const GOLDEN = (Math.sqrt(5) - 1) / 2
/** Places between which the least is looked for at first: a function may have several valleys. */
const PLACES = 61
/** A minimum is known to about the root of the rounding of the function at it. */
const NARROW = 1e-9

/** The place between two where a function is least: the least of evenly spread places, then by golden section beside it. */
export function leastBetween(of: (x: number) => number, from: number, to: number): number {
  const step = (to - from) / (PLACES - 1)
  let best = 0
  let least = Infinity
  for (let i = 0; i < PLACES; i++) {
    const height = of(from + i * step)
    if (height < least) [best, least] = [i, height]
  }
  let low = from + Math.max(0, best - 1) * step
  let high = from + Math.min(PLACES - 1, best + 1) * step
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [atLeft, atRight] = [of(left), of(right)]
  while (high - low > NARROW * (1 + Math.abs(low) + Math.abs(high))) {
    if (atLeft <= atRight) {
      high = right
      ;[right, atRight] = [left, atLeft]
      left = high - GOLDEN * (high - low)
      atLeft = of(left)
    } else {
      low = left
      ;[left, atLeft] = [right, atRight]
      right = low + GOLDEN * (high - low)
      atRight = of(right)
    }
  }
  return (low + high) / 2
}

interface Corner {
  readonly at: readonly number[]
  readonly height: number
}

export interface Minimum {
  readonly at: readonly number[]
  readonly height: number
  /** Whether it settled before so many steps. */
  readonly isSettled: boolean
}

const MOST_STEPS = 600
/** Of the first simplex's extent. */
const SMALL = 1e-7

/**
 * By the simplex of Nelder & Mead 1965 (Comput. J. 7, 308), from a start and a step along each axis. It needs no derivative, which a sum over whichever points
 * overlap does not have everywhere.
 */
export function leastFrom(
  of: (at: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
): Minimum {
  const corner = (at: readonly number[]): Corner => ({ at, height: of(at) })
  const simplex = [start, ...start.map((_, i) => start.map((x, j) => (i === j ? x + steps[i]! : x)))].map(corner)
  for (let step = 0; step < MOST_STEPS; step++) {
    simplex.sort((a, b) => a.height - b.height)
    const [best, worst, second] = [simplex[0]!, simplex.at(-1)!, simplex.at(-2)!]
    if (simplex.every(({ at }) => at.every((x, i) => Math.abs(x - best.at[i]!) <= SMALL * Math.abs(steps[i]!))))
      return { ...best, isSettled: Number.isFinite(best.height) }
    const others = simplex.slice(0, -1)
    const center = start.map((_, i) => others.reduce((sum, { at }) => sum + at[i]!, 0) / others.length)
    const along = (share: number) => corner(center.map((x, i) => x + share * (worst.at[i]! - x)))
    const reflected = along(-1)
    if (reflected.height < best.height) {
      const expanded = along(-2)
      simplex[simplex.length - 1] = expanded.height < reflected.height ? expanded : reflected
    } else if (reflected.height < second.height) simplex[simplex.length - 1] = reflected
    else {
      const contracted = along(reflected.height < worst.height ? -0.5 : 0.5)
      if (contracted.height < Math.min(reflected.height, worst.height)) simplex[simplex.length - 1] = contracted
      else for (const [i, { at }] of simplex.entries()) if (i > 0) simplex[i] = corner(at.map((x, k) => (x + best.at[k]!) / 2)) // prettier-ignore
    }
  }
  simplex.sort((a, b) => a.height - b.height)
  return { ...simplex[0]!, isSettled: false }
}
