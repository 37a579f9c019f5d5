import { distance } from 'fastest-levenshtein'
import { BOUNDS } from './bounds.ts'
import { usageError, type PhasescopeError } from './errors.ts'
import { opening, whatCame } from './what-came.ts'

/** `Unknown probe 'wieght-norm'; did you mean 'weight-norm'? Possible: …` */
export function unknownName(
  thing: string,
  given: string,
  possible: readonly string[],
  /** How many there are, where there are too many to look through. */
  total = possible.length,
): PhasescopeError {
  const nearest = nearestName(given, possible)
  const hint = nearest === null ? '' : `; did you mean '${nearest}'?`
  return usageError(
    `Unknown ${thing} ${whatCame(given)}${hint} Possible: ${listed(possible, total)}`.replace(
      `' Possible`,
      `'; possible`,
    ),
  )
}

/** `Several runs begin with 'grok': grok-1, grok-2; type more of the one that is meant` */
export function ambiguousName(
  thing: string,
  given: string,
  fitting: readonly string[],
  total = fitting.length,
): PhasescopeError {
  return usageError(
    `Several ${thing}s begin with ${whatCame(given)}: ${listed(fitting, total)}; type more of the one that is meant`,
  )
}

/** The possible name that a misspelled one probably meant, or null where none is near. */
export function nearestName(given: string, possible: readonly string[]): string | null {
  if (given.length > BOUNDS.name) return null // the distance of two texts takes the product of their lengths
  const ranked = possible.map((name) => ({ name, away: distance(given, name) })).sort((a, b) => a.away - b.away)
  const best = ranked[0]
  return best !== undefined && best.away <= Math.max(2, given.length / 2) ? best.name : null
}

/** A store may hold hundreds of runs; a message stays one line that can be read. */
export function listed(possible: readonly string[], total = possible.length): string {
  const shown = possible.slice(0, 12).map(opening)
  const more = total - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ') || 'none'
}
