import {
  badValue,
  BOUNDS,
  jsonFromNumbers,
  unknownName,
  type Query,
  type RunId,
  type QueryResult,
} from '#src/vocabulary/index.ts'

const PARAMETERS = ['from', 'to', 'points', 'spacing']

/** The query that an address asks: `?from=&to=&points=&spacing=`, each with a default. */
export function queryFrom(run: RunId, series: string, parameters: URLSearchParams): Query {
  for (const key of parameters.keys()) if (!PARAMETERS.includes(key)) throw unknownName('parameter', key, PARAMETERS)
  const points = Number(parameters.get('points') ?? 1000)
  if (!Number.isSafeInteger(points) || points < 1 || points > BOUNDS.pointsAQuery) {
    throw badValue('points', `a whole number from 1 to ${BOUNDS.pointsAQuery}`, parameters.get('points'))
  }
  const spacing = parameters.get('spacing') ?? 'linear'
  if (spacing !== 'linear' && spacing !== 'log') throw badValue('spacing', `'linear' or 'log'`, spacing)
  return { run, series, from: stepFrom(parameters, 'from'), to: stepFrom(parameters, 'to'), points, spacing }
}

/** Numbers that are not finite are the strings "NaN", "Infinity" and "-Infinity". */
export function jsonOfResult({
  run,
  series,
  stored,
  exact,
  steps,
  last,
  min,
  max,
  nans,
  lengths,
}: QueryResult): object {
  const head = { run, series, kind: lengths === null ? 'scalar' : 'frames', stored, exact, steps: Array.from(steps) }
  if (lengths !== null) {
    let at = 0
    return { ...head, frames: Array.from(lengths, (length) => jsonFromNumbers(last.subarray(at, (at += length)))) }
  }
  if (exact) return { ...head, values: jsonFromNumbers(last) }
  const ends = { min: jsonFromNumbers(min), max: jsonFromNumbers(max), last: jsonFromNumbers(last) }
  return { ...head, ...ends, nans: Array.from(nans) }
}

function stepFrom(parameters: URLSearchParams, key: 'from' | 'to'): number | null {
  const text = parameters.get(key)
  if (text === null) return null
  const step = Number(text)
  if (text.trim() === '' || !Number.isFinite(step)) throw badValue(key, 'a step', text)
  return step
}
