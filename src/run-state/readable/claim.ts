import { isRecord, type Claimed, type ClaimOfRun } from '#src/vocabulary/index.ts'
import { fieldsOf, nameOrNull, stepOrNull, textOf } from './fields.ts'

/** A claim as it is relied upon; null where it is made of what this version does not know. */
export function readableClaim(value: unknown): ClaimOfRun | null {
  const { id, about, of, from, to, source, over, seeds, steps } = fieldsOf(value)
  const name = nameOrNull(id)
  const end = stepOrNull(steps)
  if (name === null || end === null || !isClaimed(of)) return null
  return {
    id: name,
    about: textOf(about, name),
    of,
    from: finiteOrNull(from),
    to: finiteOrNull(to),
    source: textOf(source),
    over: over === 'mean' ? 'mean' : 'each',
    seeds: stepOrNull(seeds) ?? 1,
    steps: end,
  }
}

function isClaimed(value: unknown): value is Claimed {
  if (!isRecord(value)) return false
  if (value.kind === 'difference' || value.kind === 'ratio') return isClaimed(value.of) && isClaimed(value.and)
  if (typeof value.series !== 'string') return false
  if (value.kind === 'first') return finiteOrNull(value.value) !== null
  if (value.kind === 'at') return value.step === 'last' || isPlace(value.step)
  return value.kind === 'over' && [value.from, value.to].every((place) => place === undefined || isPlace(place))
}

function isPlace(value: unknown): boolean {
  return stepOrNull(value) !== null || (isRecord(value) && value.kind === 'first' && isClaimed(value))
}

function finiteOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
