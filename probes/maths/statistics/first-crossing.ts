import { absent, type Absent, type OptionCard } from '#src/vocabulary/index.ts'
import type { History } from '#probes/inputs.ts'

/** Which two curves, and what both must reach. */
export const crossingOptions: readonly OptionCard[] = [
  { key: 'train', about: 'The curve that is expected to rise first', type: 'series', default: 'train-accuracy' },
  { key: 'test', about: 'The curve that is expected to rise later', type: 'series', default: 'test-accuracy' },
  { key: 'threshold', about: 'Threshold that both must reach', type: 'number', default: 0.99, min: -1e9, max: 1e9 },
]

/**
 * The first steps at which each of two curves reaches a threshold; absent, as censored, while one has not, and where one
 * diverged before it.
 */
export function firstCrossings(first: History, second: History, threshold: number): readonly [number, number] | Absent {
  const reached = (value: number) => value >= threshold || !Number.isFinite(value)
  const places = [first, second].map(({ values }) => values.findIndex(reached))
  for (const [i, { name, steps, values }] of [first, second].entries()) {
    const place = places[i] as number
    if (place >= 0 && !Number.isFinite(values[place]))
      return absent(`'${name}' holds NaN or an infinity at step ${steps[place]}, before it reaches ${threshold}`)
  }
  const [a, b] = [first, second].map(({ steps }, i) => steps[places[i] as number])
  const late = a === undefined ? first : second
  if (a === undefined || b === undefined) {
    return absent(`'${late.name}' has not reached ${threshold} by step ${late.steps.at(-1) ?? 0} (censored)`)
  }
  return [a, b]
}
