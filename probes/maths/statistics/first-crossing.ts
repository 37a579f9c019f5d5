import { absent, type Absent, type OptionCard } from '#src/vocabulary/index.ts'
import type { History } from '#probes/inputs.ts'

/** Which two curves, and what both must reach. */
export const crossingOptions: readonly OptionCard[] = [
  { key: 'train', about: 'The curve that is expected to rise first', type: 'series', default: 'train-accuracy' },
  { key: 'test', about: 'The curve that is expected to rise later', type: 'series', default: 'test-accuracy' },
  { key: 'threshold', about: 'Threshold that both must reach', type: 'number', default: 0.99, min: -1e9, max: 1e9 },
]

/** The first steps at which each of two curves reaches a threshold; absent, as censored, while one has not. */
export function firstCrossings(first: History, second: History, threshold: number): readonly [number, number] | Absent {
  const steps = [first, second].map(({ steps, values }) => steps[values.findIndex((value) => value >= threshold)])
  const late = steps[0] === undefined ? first : second
  const [a, b] = steps
  if (a === undefined || b === undefined) {
    return absent(`'${late.name}' has not reached ${threshold} by step ${late.steps.at(-1) ?? 0} (censored)`)
  }
  return [a, b]
}
