import type { RunId } from '#src/vocabulary/index.ts'
import { messageOf, PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import { readSafetensorsHeader } from '#trainer/formats/index.ts'
import { factsFrom } from './facts.ts'
import { checkpointFiles, isAbsent, type CheckpointFile } from './files.ts'

/** A checkpoint that is there, by its header: its numbers are not read, its length is checked. */
export interface CheckpointEntry extends CheckpointFile {
  /** Who wrote it: in the folder of a fork that may be an ancestor. */
  readonly run: RunId
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly writtenAt: number
  readonly fingerprint: string
  /** Made by hand or at a fork: no budget takes it. */
  readonly isPinned: boolean
  /** What all checkpoints of its run might take when it was written. */
  readonly budgetBytes: number
}

/** A file that is no checkpoint that could be used, and why; the sentence names the file. */
export interface Refused extends CheckpointFile {
  readonly why: string
}

/** All that lies in a folder, by step. */
export interface Listing {
  readonly kept: readonly CheckpointEntry[]
  readonly refused: readonly Refused[]
}

export function listingOf(folder: string): Listing {
  const found = checkpointFiles(folder).flatMap((file) => entryOf(file) ?? [])
  return {
    kept: found.filter((one): one is CheckpointEntry => !('why' in one)),
    refused: found.filter((one): one is Refused => 'why' in one),
  }
}

/** Null where it is gone: a budget may take it between two looks. */
export function entryOf(file: CheckpointFile): CheckpointEntry | Refused | null {
  try {
    const { metadata, bytes, writtenAt } = readSafetensorsHeader(file.path)
    const { run, fingerprint, isPinned, budgetBytes } = naming(file, () => {
      const facts = factsFrom(metadata)
      assertNamed(file, facts.step)
      return facts
    })
    return { ...file, run, bytes, writtenAt, fingerprint, isPinned, budgetBytes }
  } catch (error) {
    if (isAbsent(error)) return null
    return refusal(file, error)
  }
}

/** What is wrong with a file, as data; what is wrong with the program is thrown on. */
export function refusal(file: CheckpointFile, error: unknown): Refused {
  if (!(error instanceof PhasescopeError)) throw error
  return { ...file, why: error.message }
}

/** A file under another step's name would be trained on from the wrong one. */
export function assertNamed({ step }: CheckpointFile, found: number): void {
  if (found !== step) throw usageError(`its file name says step ${step}, and its header step ${found}`)
}

function naming<T>({ path }: CheckpointFile, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof PhasescopeError ? usageError(`${path}: ${messageOf(error)}`) : error
  }
}
