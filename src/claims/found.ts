/** A number of a run that goes on: what it is now, and between what it will be when the run has come to its end. */
export interface Found {
  /** As it is now; null where there is none. */
  readonly value: number | null
  readonly least: number
  readonly greatest: number
  /** Whether nothing that is still to come can change it. */
  readonly isSettled: boolean
  /** Whether there will be such a number at the end, whatever comes. */
  readonly isCertain: boolean
  /** The measured steps that it was read from. */
  readonly steps: readonly number[]
  /** Why there is none. */
  readonly why: string | null
}

const ANY = { least: -Infinity, greatest: Infinity }

/** A number that stays as it is. */
export function settled(value: number, steps: readonly number[]): Found {
  return { value, least: value, greatest: value, isSettled: true, isCertain: true, steps, why: null }
}

/** There is no such number, and there will be none. */
export function missing(why: string): Found {
  return { value: null, ...ANY, isSettled: true, isCertain: false, steps: [], why }
}

/** There is none yet; where it comes, it lies in this range. */
export function awaited(why: string, { least, greatest } = ANY): Found {
  return { value: null, least, greatest, isSettled: false, isCertain: false, steps: [], why }
}

/** A number that moves, within a range where one is known. */
export function moving(value: number, steps: readonly number[], range: Partial<typeof ANY> = {}): Found {
  return { value, ...ANY, ...range, isSettled: false, isCertain: true, steps, why: null }
}

/** What comes of two numbers by an operation, with the range that it has where theirs are known. */
function combined(
  of: Found,
  and: Found,
  value: (a: number, b: number) => number,
  range: (a: Found, b: Found) => typeof ANY,
): Found {
  const isSettled = of.isSettled && and.isSettled
  const nothing = [of, and].find((one) => one.isSettled && one.value === null)
  if (nothing !== undefined) return missing(nothing.why ?? 'There is no such number')
  const steps = [...of.steps, ...and.steps]
  if (of.value === null || and.value === null)
    return { ...awaited((of.value === null ? of.why : and.why) ?? 'There is no number yet', range(of, and)), steps }
  const now = value(of.value, and.value)
  if (isSettled) return Number.isFinite(now) ? settled(now, steps) : missing(`${of.value} / ${and.value} is no number`)
  const isCertain = of.isCertain && and.isCertain
  return { ...moving(now, steps, range(of, and)), value: Number.isFinite(now) ? now : null, isCertain }
}

export function ofDifference(of: Found, and: Found): Found {
  // −∞ − −∞ is no number: nothing is known of the difference then.
  const bound = (a: number, b: number, unknown: number) => (Number.isNaN(a - b) ? unknown : a - b)
  return combined(
    of,
    and,
    (a, b) => a - b,
    (a, b) => ({ least: bound(a.least, b.greatest, -Infinity), greatest: bound(a.greatest, b.least, Infinity) }),
  )
}

/** While one of them moves, a quotient may become anything: the other may come to 0. */
export function ofRatio(of: Found, and: Found): Found {
  return combined(
    of,
    and,
    (a, b) => a / b,
    () => ANY,
  )
}
