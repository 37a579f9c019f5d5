import { statSync } from 'node:fs'
import { usageError } from '#src/vocabulary/index.ts'

/** The newest checkpoint of a folder of ours, whole where there are two of a step; null for what is no folder. */
export async function newestCheckpoint(path: string): Promise<string | null> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return null
  const { checkpointFiles } = await import('#trainer/checkpoints/index.ts') // a file needs none of it
  const files = checkpointFiles(path)
  const last = files.at(-1)
  if (last === undefined) {
    throw usageError(
      `${path}: expected a file of tensors, or a folder with the checkpoints of a run; it is a folder without any ` +
        `(--many measures each file of tensors of a folder)`,
    )
  }
  return (files.find(({ step, kind }) => step === last.step && kind === 'whole') ?? last).path
}
