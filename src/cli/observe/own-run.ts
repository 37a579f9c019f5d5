import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { basename, resolve } from 'node:path'
import type { Report, RunId } from '#src/vocabulary/index.ts'
import { version } from '../version.ts'

/** The id of the run that a folder without one becomes: the same whenever it is observed. */
export function idOfFolder(folder: string): RunId {
  const path = resolve(folder)
  const plain = basename(path).replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 64) // prettier-ignore
  return `${plain || 'snapshots'}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`
}

/** The first word of such a run: nothing is known of it but its files. */
export function startedOfFolder(folder: string, run: RunId, startedAt: number): Report {
  const path = resolve(folder)
  return {
    type: 'started',
    run: {
      id: run,
      name: basename(path) || 'snapshots',
      experiment: 'snapshots',
      parameters: { folder: path.slice(-256) },
      seed: null,
      steps: 0,
      startedAt,
      backend: { name: 'unknown', version: '', obtained: 'the training script', device: 'unknown', threads: 1 },
      host: hostname(),
      version,
      client: { name: 'observe', version, framework: null },
    },
    probes: [],
    detectors: [],
  }
}
