import type { RunValue } from '#src/vocabulary/index.ts'

/**
 * Where the values of a factor lie beside each other, from 0 for the least to 1 for the greatest: what colors them, and what
 * they stand at in a chart of effects. `log`: numbers that span a decade or more, each decade as wide as the next.
 */
export interface FactorScale {
  readonly kind: 'linear' | 'log' | 'names'
  /** The values that it was made of, in order; a run without the parameter has none of them. */
  readonly values: readonly (number | string)[]
  /** Null for what has no place: no value, a number among names, what is not finite. */
  readonly placeOf: (value: RunValue) => number | null
  /** The number at a place; NaN where the factor has names. */
  readonly valueAt: (place: number) => number
}

/** From so many times the least number above 0 on, numbers span decades. */
const DECADE = 10

/** The scale of some values, log where they span decades unless `log` says otherwise. */
export function factorScale(given: readonly RunValue[], log: boolean | null = null): FactorScale {
  const values = [...new Set(given)].filter((value) => value !== null)
  const numbers = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[]
  if (numbers.length < values.length || numbers.length === 0) return named(values)
  numbers.sort((a, b) => a - b)
  const isLog = log ?? spansDecades(numbers)
  return isLog && numbers[0]! >= 0 && numbers.at(-1)! > 0 ? logarithmic(numbers) : linear(numbers)
}

function spansDecades(ascending: readonly number[]): boolean {
  const least = ascending.find((value) => value > 0)
  return ascending[0]! >= 0 && least !== undefined && ascending.at(-1)! >= DECADE * least
}

function linear(values: readonly number[]): FactorScale {
  const [low, high] = [values[0]!, values.at(-1)!]
  const span = high - low
  return {
    kind: 'linear',
    values,
    placeOf: (value) => (!isNumber(value) ? null : span === 0 ? 0.5 : (value - low) / span),
    valueAt: (place) => low + span * place,
  }
}

/** Zero, which has no logarithm, stands before the least number above it, as far as numbers are apart on the whole. */
function logarithmic(values: readonly number[]): FactorScale {
  const positive = values.filter((value) => value > 0)
  const [low, high] = [Math.log10(positive[0]!), Math.log10(positive.at(-1)!)]
  const apart = positive.length > 1 ? (high - low) / (positive.length - 1) : 1
  const start = values[0] === 0 ? low - apart : low
  const span = high - start
  return {
    kind: 'log',
    values,
    placeOf: (value) => {
      if (!isNumber(value) || value < 0) return null
      if (value === 0) return start < low ? 0 : null
      return span === 0 ? 0.5 : (Math.log10(value) - start) / span
    },
    valueAt: (place) => (start < low && place <= 0 ? 0 : 10 ** (start + span * place)),
  }
}

function named(values: readonly (number | string)[]): FactorScale {
  const texts = values.map(String).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const ordered = texts.map((text) => values.find((value) => String(value) === text)!)
  return {
    kind: 'names',
    values: ordered,
    placeOf: (value) => {
      const at = value === null ? -1 : ordered.indexOf(value)
      return at < 0 ? null : ordered.length === 1 ? 0.5 : at / (ordered.length - 1)
    },
    valueAt: () => NaN,
  }
}

function isNumber(value: RunValue): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
