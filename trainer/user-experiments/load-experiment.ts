import { basename, dirname, resolve } from 'node:path'
import { messageOf } from '#src/vocabulary/index.ts'
import { parseExperiment, parseTableFile } from '#src/schema/experiment.ts'
import '#trainer/experiments/index.ts' // before the time of a file begins: all that the catalogue imports
import type { DataSource, Experiment, ExperimentOnData, OwnSource } from '#trainer/experiments/index.ts'
import { hashOfFile } from '#trainer/formats/index.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { hashOf, measureWithin, thrownIn, TookTooLong, UserFileError, userModule } from '#trainer/user-files/index.ts'
import { EXPERIMENT_FILE } from './experiment-file.ts'
import { FieldFault } from './field-fault.ts'

/** How long a file may take to load, on a machine that is busy: it defines, and trains nothing. What it imports is there before. */
const LOAD_LIMIT_MS = 60_000

/** A file, an id and the beginning of a run's id are one name, in kebab case. */
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * The experiment that a file defines, by the text that was read of it. What the file says as data is copied once and checked whole, so
 * that nothing of it changes or throws later; what its functions throw names file, line and column.
 */
export function loadedExperiment(file: string, text: string, limitMs = LOAD_LIMIT_MS): Experiment {
  const id = idOfFile(file)
  const { address, exports } = loaded(file, text, limitMs)
  const placed = (call: () => unknown) => inFile(file, address, call)
  return placed(() => {
    const { definition, data } = bound(file, definedBy(file, id, exports.default))
    const hash = hashOfOwn({ text, data })
    return experimentFrom(definition, { file, text, hash, ...(data !== undefined && { data }) }, placed)
  }) as Experiment
}

/** What tells an experiment of a person's own from every other: its text, and the data that it is on. */
export function hashOfOwn({
  text,
  data,
}: Pick<OwnSource, 'text'> & { readonly data?: DataSource | undefined }): string {
  return data === undefined ? hashOf(text) : hashOf(`${text}\n${data.hash}`)
}

/** The name of a file is that of its experiment. */
export function idOfFile(file: string): string {
  const id = basename(file, '.ts')
  if (ID.test(id)) return id
  const why = `The file of an experiment is named after its id in kebab case, such as my-experiment.ts; rename ${basename(file)}`
  throw new UserFileError(file, { line: null, why })
}

function loaded(file: string, text: string, limitMs: number) {
  try {
    return measureWithin(limitMs, () => userModule(file, text, EXPERIMENT_FILE))
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error
    const why = `Took longer than ${limitMs} ms to load and was stopped; ${EXPERIMENT_FILE.loads}`
    throw new UserFileError(file, { line: null, why })
  }
}

/** What went through `defineExperiment` or its kin, or looks so. */
function definedBy(file: string, id: string, found: unknown): Experiment | ExperimentOnData {
  const expected = `Expected 'export default defineExperiment({ id: '${id}', … })', since the file is ${basename(file)}`
  const refused = (got: string) => new UserFileError(file, { line: null, why: `${expected}; ${got}` })
  if (found === undefined) throw refused('it has no default export')
  if (typeof found !== 'object' || found === null) throw refused(`its default export is ${typeof found}`)
  const { recipe, open, bind, id: given } = found as Partial<Experiment & ExperimentOnData>
  if (![recipe, open, bind].some((way) => typeof way === 'function')) throw refused('its default export has no recipe')
  if (given !== id) throw refused(`its id is '${String(given)}'`)
  return found as Experiment | ExperimentOnData
}

/** Of an experiment on a person's data, that on the bytes that are there now; their path is from the folder of its file. */
function bound(
  file: string,
  found: Experiment | ExperimentOnData,
): { readonly definition: Experiment; readonly data?: DataSource } {
  if (!('bind' in found)) return { definition: found }
  const path = resolve(dirname(file), parseTableFile(found.data).file)
  const data = { path, hash: hashOfData(path) }
  return { definition: found.bind(path, data.hash), data }
}

function hashOfData(path: string): string {
  try {
    return hashOfFile(path)
  } catch (error) {
    throw new FieldFault('data', messageOf(error))
  }
}

function experimentFrom(definition: Experiment, own: OwnSource, placed: (call: () => unknown) => unknown): Experiment {
  const { recipe, open, family } = definition
  const provides = lazily(() => placed(() => [...definition.provides]) as Experiment['provides'])
  const gradient = lazily(() => placed(() => definition.gradient) as Experiment['gradient'])
  const said = parseExperiment(definition)
  const way =
    recipe === undefined
      ? { open: (...given: Parameters<NonNullable<typeof open>>) => placed(() => open!(...given)) }
      : { recipe: (...given: Parameters<typeof recipe>) => placed(() => recipe(...given)) }
  const experiment = { ...said, ...way, own, ...(family !== undefined && { family }) }
  return Object.defineProperties(experiment, {
    provides: { get: provides, enumerable: true },
    gradient: { get: gradient, enumerable: true },
  }) as unknown as Experiment
}

/** Carries something out by code of the file, and says where in it what it throws came from. */
function inFile(file: string, address: string, call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    throw new UserFileError(file, thrownIn(address, file, error), { cause: error })
  }
}
