import { readFileSync } from 'node:fs'
import type { Experiment, OwnSource } from '#trainer/experiments/index.ts'
import { UserFileError } from '#trainer/user-files/index.ts'
import { loadedExperiment } from './load-experiment.ts'

/** A file that was checked, for another process of the same command. */
export type CheckedFile = Pick<OwnSource, 'file' | 'hash'>

/** The experiment of a file that was checked a moment ago, unless somebody saved another text since. */
export function checkedExperiment({ file, hash }: CheckedFile): Experiment {
  const experiment = loadedExperiment(file, readFileSync(file, 'utf8'))
  if (experiment.own?.hash === hash) return experiment
  throw new UserFileError(file, { line: null, why: 'Was saved while it was being verified; start anew' })
}
