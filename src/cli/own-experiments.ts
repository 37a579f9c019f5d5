import { join } from 'node:path'
import type { Option } from 'commander'
import type { Run } from '#src/vocabulary/index.ts'
import { experiments, type Experiment, type OwnSource } from '#trainer/experiments/index.ts'
import {
  experimentsIn,
  experimentsWith,
  keepExperiment,
  ownExperimentIds,
  type FaultyFile,
} from '#trainer/user-experiments/index.ts'
import { placeText, UserFileError } from '#trainer/user-files/index.ts'
import { many } from './options.ts'
import { say } from './terminal.ts'

/** Folders of experiments that are a person's own, for whoever trains or lists. */
export function experimentsOption(): Option {
  return many('--experiments <dir>', 'a folder of user-defined experiments, a file each; may be repeated')
}

/** Where the files of own experiments are kept, each under the hash of its text, for whoever trains a run of them again. */
export function ownExperimentsFolder(data: string): string {
  return join(data, 'own-experiments')
}

export function keepOwnExperiment(data: string, own: OwnSource | undefined): void {
  if (own !== undefined) keepExperiment(ownExperimentsFolder(data), own)
}

/** All experiments that a kept run may be of: the catalogue's, and the one of its own file as that was when it began. */
export function experimentsOf(data: string, { source }: Pick<Run, 'source'>): readonly Experiment[] {
  return experimentsWith(ownExperimentsFolder(data), source)
}

/**
 * The experiments that a command knows: the catalogue's, and those of folders. Of one that is asked for by its id what is wrong with
 * its file is an error; of others it is said, and the rest goes on.
 */
export async function knownExperiments(
  folders: readonly string[],
  asked: string | null = null,
): Promise<readonly Experiment[]> {
  if (folders.length === 0 || experiments.some(({ id }) => id === asked)) return experiments
  const isThere = asked !== null && ownExperimentIds(folders).includes(asked)
  const own = await experimentsIn(folders, isThere ? (id) => id === asked : undefined)
  const [fault] = own.faults
  if (isThere && fault !== undefined) throw new UserFileError(fault.file, fault)
  for (const one of own.faults) say(faultText(one))
  return [...experiments, ...own.experiments]
}

/** `my-experiment.ts:3:5: …`, as a terminal takes it for a place. */
export function faultText({ file, why, ...place }: FaultyFile): string {
  return `${file}${placeText(place)}: ${why}`
}
