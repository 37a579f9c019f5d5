import { usageError } from '#src/vocabulary/index.ts'
import { readTable, type ClassTable, type TableFile, type ValueTable } from '#trainer/data/index.ts'
import { hashOfFile } from '#trainer/formats/index.ts'
import type { Recipe } from '#trainer/systems/index.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { defineExperiment, type Definition, type Experiment, type Parameter, type ValuesOf } from './define.ts'

/** The setting that says which data a run was trained on: the name of the file and the hash of its bytes. */
const DATA = 'data'

/** An experiment whose examples are in a person's file: it is one once it is known where that lies and what is in it. */
export interface ExperimentOnData {
  readonly id: string
  readonly data: TableFile
  /** `path` is where the file lies, `hash` that of its bytes. */
  bind(path: string, hash: string): Experiment
}

type TableOf<D extends TableFile> = D['answers'] extends 'classes' ? ClassTable : ValueTable

type DefinitionOnData<P extends Readonly<Record<string, Parameter>>, D extends TableFile> = Omit<
  Definition<P>,
  'recipe'
> & {
  readonly data: D
  readonly recipe: (values: ValuesOf<P>, seed: number, table: TableOf<D>) => Recipe
}

/**
 * An experiment on data of one's own, CSV, npy, npz or safetensors, for a file in a folder of experiments. The hash of the data is a
 * setting of each run, so that none goes on with other data than it began with.
 */
export function defineExperimentOnData<const P extends Readonly<Record<string, Parameter>>, const D extends TableFile>({
  data,
  recipe,
  ...definition
}: DefinitionOnData<P, D>): ExperimentOnData {
  return {
    id: definition.id,
    data,
    bind(path, hash) {
      const table = lazily(() => unchanged(path, hash, () => readTable(path, data) as TableOf<D>))
      const version = `${data.file} sha256:${hash.slice(0, 16)}`
      const about = 'The file of the examples, and the hash of its bytes'
      const setting = { type: 'choice', default: version, choices: [version], about } as const
      return defineExperiment({
        ...definition,
        parameters: { ...definition.parameters, [DATA]: setting },
        recipe: (values, seed) => recipe(values as unknown as ValuesOf<P>, seed, table()),
      })
    },
  }
}

/** What is read of a file, if its bytes are still those that the setting speaks of. */
function unchanged<T>(path: string, hash: string, read: () => T): T {
  const found = read()
  if (hashOfFile(path) === hash) return found
  throw usageError(`${path} was changed since the experiment on it was loaded; save the file of the experiment again`)
}
