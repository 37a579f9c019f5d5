import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { arrivalOf, divergenceOf, riseOf, spikeOf } from './criteria.ts'
import type { Labelled, Point, Truth } from './labelled.ts'
import { RECORDINGS } from './recordings.ts'
import { readSeriesTable } from './series-table.ts'

/** What is labelled in the recorded runs: by their names, and for a series of each what happens in it. */
const LABELS: readonly (readonly [
  runs: RegExp,
  series: string,
  family: string,
  label: (points: readonly Point[]) => Truth | null,
])[] = [
  [/^modular-addition-mlp-\d/, 'train-accuracy', 'memorization', (points) => riseOf(points, 1 / 97)],
  [/^grok-mlp-small/, 'train-accuracy', 'memorization', (points) => riseOf(points, 1 / 31)],
  [
    /^modular-addition-mlp-\d|^grok-mlp-small|^sparse-parity/,
    'test-accuracy',
    'generalization',
    (points) => riseOf(points),
  ],
  [/^modular-addition-mlp-(control|few-examples)/, 'test-accuracy', 'no generalization', () => null],
  [/^edge-of-stability-0\.[234]/, 'edge-of-stability', 'arrival', arrivalOf],
  [/^edge-of-stability-0\.1/, 'edge-of-stability', 'no arrival', () => null],
  [/^loss-spike/, 'train-loss', 'loss spike', spikeOf],
  [/^diverged/, 'train-loss', 'divergence', divergenceOf],
]

export function recordedPoints(name: string): Readonly<Record<string, readonly Point[]>> {
  return readSeriesTable(readFileSync(join(import.meta.dirname, 'recorded', `${name}.csv`), 'utf8'))
}

/** Every labelled series of the recorded runs. */
export function recordedSeries(): Labelled[] {
  return RECORDINGS.flatMap(({ name }) => {
    const all = recordedPoints(name)
    return LABELS.filter(([runs]) => runs.test(name)).map(([, series, family, label]) => {
      const points = all[series]
      if (points === undefined) throw new RangeError(`${name}.csv has no column ${series}`)
      return { name: `${name}: ${series}`, family, points, truth: label(points) }
    })
  })
}
