import { existsSync } from 'node:fs'
import { usageError } from '#src/vocabulary/index.ts'
import { readWhole, safetensorsFrom } from '#trainer/formats/index.ts'
import type { NamedTensors } from '#trainer/systems/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { memoriesFrom, tensorsFrom, weightsFrom } from './contents.ts'
import { assertNamed, listingOf, refusal, type Listing, type Refused } from './entry.ts'
import { assertSound, factsFrom, type Facts } from './facts.ts'
import { checkpointFile, checkpointFiles, type CheckpointFile } from './files.ts'

/** The checkpoints of one run, to read: any process may, while the run's own trainer writes and removes. */
export interface KeptCheckpoints {
  readonly folder: string
  /** What is there, by step; reads headers only. */
  list(): Listing
  /** Steps whose weights are there, of either kind, oldest first. */
  weightsSteps(): number[]
  /** The newest whole one up to a step that is sound, or null; and the newer ones that are not, with why. */
  newestWhole(atMost: number): { readonly checkpoint: Checkpoint | null; readonly refused: readonly Refused[] }
  /** Null where there is none; a damaged one is a usage error that names the file. */
  wholeAt(step: number): Checkpoint | null
  /** From either kind. */
  weightsAt(step: number): NamedTensors | null
}

export function readCheckpoints(folder: string): KeptCheckpoints {
  const list = () => listingOf(folder)
  return {
    folder,
    list,
    weightsSteps: () => [...new Set(list().kept.map(({ step }) => step))],
    newestWhole(atMost) {
      const refused: Refused[] = []
      const files = checkpointFiles(folder).filter(({ kind, step }) => kind === 'whole' && step <= atMost)
      for (const file of files.toReversed()) {
        try {
          const checkpoint = wholeFrom(file)
          if (checkpoint !== null) return { checkpoint, refused }
        } catch (error) {
          refused.push(refusal(file, error))
        }
      }
      return { checkpoint: null, refused }
    },
    wholeAt: (step) => wholeFrom(checkpointFile(folder, step, 'whole')),
    weightsAt: (step) =>
      weightsOf(checkpointFile(folder, step, 'weights')) ?? weightsOf(checkpointFile(folder, step, 'whole')),
  }
}

function wholeFrom(file: CheckpointFile): Checkpoint | null {
  return readSound(file, ({ run, step, kind, numbers, log }, tensors) => {
    if (kind !== 'whole') throw usageError('expected a whole checkpoint, got weights alone')
    return { run, state: { step, tensors: tensorsFrom(tensors), numbers }, log, memories: memoriesFrom(tensors) }
  })
}

function weightsOf(file: CheckpointFile): NamedTensors | null {
  return readSound(file, (_, tensors) => weightsFrom(tensors))
}

type Tensors = ReturnType<typeof safetensorsFrom>['tensors']

/** What is made of a file whose every byte is as it was written; null where there is none. */
function readSound<T>(file: CheckpointFile, from: (facts: Facts, tensors: Tensors) => T): T | null {
  try {
    return readWhole(file.path, (bytes) => {
      const { metadata, tensors } = safetensorsFrom(bytes)
      const facts = factsFrom(metadata)
      assertSound(metadata, tensors)
      assertNamed(file, facts.step)
      return from(facts, tensors)
    })
  } catch (error) {
    if (!existsSync(file.path)) return null // asked last, since a budget may take it at any moment
    throw error
  }
}
