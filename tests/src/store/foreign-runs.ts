import type { Report, Run, SeriesDeclaration } from '#src/vocabulary/index.ts'
import { runOf } from './reports.ts'

/** A run as a client of another framework declares it: no seed, no number of steps. */
export function foreignRun(id: string, more: Partial<Run> = {}): Run {
  return {
    ...runOf(id),
    experiment: 'nanogpt',
    parameters: { 'optimizer/lr': 0.1, 'model.depth': 4, 'data set': 'shakespeare' },
    seed: null,
    steps: 0,
    backend: { name: 'torch', version: '2.9.1', obtained: 'the training script', device: 'cpu', threads: 4 },
    client: { name: 'python', version: '0.1.0', framework: 'torch 2.9.1' },
    ...more,
  }
}

export function foreignStarted(id: string, more: Partial<Run> = {}): Report {
  return { type: 'started', run: foreignRun(id, more), probes: [], detectors: [] }
}

/** A key as a client declares it. */
export function loggedSeries(key: string, kind: SeriesDeclaration['kind'] = 'scalar'): SeriesDeclaration {
  const word = /(loss|acc)/.exec(key.split('/').at(-1)!)?.[1]
  const group = word === 'loss' ? 'loss' : word === 'acc' ? 'accuracy' : 'logged'
  return { name: key, probe: key, part: null, kind, group, unit: '1', scale: 'linear', range: null }
}
