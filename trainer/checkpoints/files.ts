import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathIn, type RunId } from '#src/vocabulary/index.ts'

/** `whole`: all that training needs to go on. `weights`: those alone, a sixth of the size where Adam trains. */
export type CheckpointKind = 'whole' | 'weights'

/** Where a checkpoint lies; nothing of it has been read. */
export interface CheckpointFile {
  readonly step: number
  readonly kind: CheckpointKind
  readonly path: string
}

/** The folder of a run's checkpoints in the folder that keeps the runs. */
export function checkpointsFolder(data: string, run: RunId): string {
  return pathIn(join(data, 'checkpoints'), run)
}

/** `000000500.safetensors` and `000000500.weights.safetensors`: listed by name, they are in order of step. */
export function checkpointFile(folder: string, step: number, kind: CheckpointKind): CheckpointFile {
  const digits = String(step).padStart(9, '0')
  return { step, kind, path: join(folder, `${digits}${kind === 'weights' ? '.weights' : ''}.safetensors`) }
}

/** The checkpoints of a folder by their names, by step; none where there is no such folder. */
export function checkpointFiles(folder: string): CheckpointFile[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, digits, weights] = /^(\d{9,})(\.weights)?\.safetensors$/.exec(name) ?? []
      if (digits === undefined) return []
      return [checkpointFile(folder, Number(digits), weights === undefined ? 'whole' : 'weights')]
    })
    .toSorted((a, b) => a.step - b.step)
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** Whether a file system said that there is no such file, or no folder where one was to be. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
