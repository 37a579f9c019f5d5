import { readFileSync, statSync } from 'node:fs'
import { messageOf, PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import { readSafetensorsHeader, type Tensors } from '#trainer/formats/index.ts'
import { tensorFilesIn } from './tensor-files.ts'

/**
 * The files that `--many` names: those of tensors in a folder and the folders in it, by name, with `step-2` before `step-10`; or
 * one a line of a text file, or of what comes in by stdin where it is `-`, in their order.
 */
export function snapshotsIn(list: string): string[] {
  const paths = isFolder(list) ? tensorFilesIn(list) : linesOf(list)
  if (paths.length > 0) return paths
  throw usageError(`--many ${list}: expected a folder with files of tensors, or a file with a path a line; it has none`)
}

/**
 * The step at which a file was written, where it says so: in the words of a safetensors file, in a tensor `step`, or in its path
 * (`step1000.npz`, `checkpoint-500/model.safetensors`); else null.
 */
export function stepOfSnapshot(path: string, tensors: Tensors): number | null {
  const words = /\.safetensors$/i.test(path) ? readSafetensorsHeader(path).metadata.step : undefined
  return wholeFrom(words) ?? stepTensor(tensors) ?? stepInPath(path)
}

function linesOf(list: string): string[] {
  let text: string
  try {
    text = readFileSync(list === '-' ? 0 : list, 'utf8')
  } catch (error) {
    throw usageError(`--many ${list}: cannot be read: ${messageOf(error)}`)
  }
  if (text.includes('\0')) throw usageError(`--many ${list}: expected a folder, or a text file with a path a line`)
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
}

function isFolder(path: string): boolean {
  return path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function stepTensor({ step }: Tensors): number | null {
  if (step?.stored?.kind !== 'integer' || step.shape.some((length) => length !== 1)) return null
  try {
    return step.values[0] ?? null
  } catch (error) {
    if (error instanceof PhasescopeError) return null // nobody asked to measure it
    throw error
  }
}

/** In the name of the file, or else of its folder. */
function stepInPath(path: string): number | null {
  const [folder = '', name = ''] = ['', ...path.split(/[/\\]/)].slice(-2)
  return [name, folder].map(stepInName).find((step) => step !== null) ?? null
}

function stepInName(name: string): number | null {
  const found = /(?:^|[^a-z])(?:global_?)?(?:step|checkpoint|ckpt|iter|iteration)[-_=. ]?(\d+)(?!\d)/i.exec(name)
  return wholeFrom(found?.[1])
}

function wholeFrom(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null
}
