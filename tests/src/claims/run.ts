import type { MeasuredRun } from '#src/claims/measured.ts'
import type { ClaimOfRun, Claimed } from '#src/vocabulary/index.ts'

/** A run of which each series has these values at steps 0, 1, 2, …; or at those that are named. */
export function runOf(
  series: Readonly<Record<string, readonly number[] | ReadonlyMap<number, number>>>,
  reached: number,
): MeasuredRun {
  return {
    reached,
    points(name) {
      const given = series[name]
      if (given === undefined) return null
      if (given instanceof Map) return { steps: [...given.keys()], values: [...given.values()] }
      const values = (given as readonly number[]).slice(0, reached + 1)
      return { steps: values.map((_, step) => step), values }
    },
  }
}

export function claimOf(of: Claimed, from: number | null, to: number | null, steps = 9): ClaimOfRun {
  return { id: 'a', about: '', source: '', of, from, to, steps }
}
