import { lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf, pathIn, runtimeError } from '#src/vocabulary/index.ts'
import { experiments, type DataSource, type Experiment, type OwnSource } from '#trainer/experiments/index.ts'
import { hashOfFile, writeWhole } from '#trainer/formats/index.ts'
import { FILE_BYTES } from '#trainer/user-files/index.ts'
import { parseKeptExperiment } from '#src/schema/experiment.ts'
import { hashOfOwn, loadedExperiment } from './load-experiment.ts'

/** Bytes that are read of what is kept of one: its text, and what JSON adds to that. */
const KEPT_BYTES = 3 * FILE_BYTES

/** Keeps the text of an experiment in a folder, under its hash, and where it lies now, for whoever trains a run of it again. */
export function keepExperiment(folder: string, { file, text, hash, data }: OwnSource): void {
  const path = pathIn(folder, hash, '.json')
  mkdirSync(folder, { recursive: true })
  writeWhole(path, JSON.stringify({ version: 1, file, text, data }, null, 2))
}

/**
 * The experiment whose text has this hash, from that text and from no other; loaded once a process. A text that somebody changed is
 * refused before anything of it is carried out: the hub loads it, too.
 */
export function keptExperiment(folder: string, hash: string): Experiment {
  const path = pathIn(folder, hash, '.json')
  const before = loaded.get(path)
  if (before !== undefined) return before
  const { file, text, data } = keptIn(path)
  if (hashOfOwn({ text, data }) !== hash) throw changed(path)
  if (data !== undefined) assertUnchanged(data, file)
  const experiment = loadedExperiment(file, text)
  if (experiment.own?.hash !== hash) throw changed(path) // it reads other data than the ones kept beside it
  loaded.set(path, experiment)
  return experiment
}

const loaded = new Map<string, Experiment>()

function changed(path: string): Error {
  return runtimeError(`${path} is not what was kept there any more: its text was changed; restore it from a copy`)
}

/** All experiments that a run may be of: those of the catalogue, and the one of a file that is kept, where it names one. */
export function experimentsWith(folder: string | null, source: string | undefined): readonly Experiment[] {
  if (source === undefined || folder === null) return experiments
  return [...experiments, keptExperiment(folder, source)]
}

/** A run goes on with the data that it began with, or not at all. */
function assertUnchanged({ path, hash }: DataSource, file: string): void {
  const now = hashOfFile(path)
  if (now === hash) return
  throw runtimeError(
    `${path}, the data of ${basename(file)}, was changed: it is sha256:${now.slice(0, 16)} now, and was sha256:${hash.slice(0, 16)} ` +
      'when the run began; restore it from a copy, or train anew',
  )
}

function keptIn(path: string): Pick<OwnSource, 'file' | 'text' | 'data'> {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined)
    throw runtimeError(`The file of the experiment is not kept in this data folder: there is no ${path}`)
  if (!stats.isFile() || stats.size > KEPT_BYTES)
    throw runtimeError(`${path} is no kept experiment: expected a file of at most ${KEPT_BYTES} bytes`)
  try {
    return parseKeptExperiment(JSON.parse(readFileSync(path, 'utf8')), path)
  } catch (error) {
    throw runtimeError(`${path} cannot be read as a kept experiment: ${messageOf(error)}`, error)
  }
}
