import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError, type RunId } from '#src/vocabulary/index.ts'
import { littleEndian, PARTIAL, type WritableTensor, writeSafetensors } from '#trainer/formats/index.ts'
import { fingerprint, type NamedTensors, weightsOf } from '#trainer/systems/index.ts'
import { bytesOf, DEFAULT_BUDGET_BYTES, goingFor } from './budget.ts'
import type { Checkpoint } from './checkpoint.ts'
import { asWritten, tensorsOf } from './contents.ts'
import { entryOf, listingOf, type CheckpointEntry } from './entry.ts'
import { metadataFrom, type Facts } from './facts.ts'
import { checkpointFile, namesIn } from './files.ts'
import { linkCheckpoints } from './link.ts'
import { readCheckpoints, type KeptCheckpoints } from './read-checkpoints.ts'

/** What came of writing a checkpoint. */
export interface Kept {
  readonly entry: CheckpointEntry
  /** What the budget took; an older step that is kept again may be among it. */
  readonly removed: readonly CheckpointEntry[]
  /** By how much those that never go exceed the budget; 0 where all is well. */
  readonly overBytes: number
}

/** The checkpoints of one run, to write: one process at a time, the run's trainer. */
export interface Checkpoints extends KeptCheckpoints {
  /** Replaces what there is at its step. What was pinned stays so. */
  keepWhole(checkpoint: Checkpoint, options: { readonly isPinned: boolean }): Kept
  /** Writes nothing where a whole one holds them already. */
  keepWeights(run: RunId, step: number, weights: NamedTensors): Kept
  /** Takes over what another run's folder has up to a step, for a fork. */
  link(from: string, atMost: number): void
}

/** Nothing is on disk until something is kept. What a crash left half-written goes now. */
export function openCheckpoints(folder: string, { budgetBytes = DEFAULT_BUDGET_BYTES } = {}): Checkpoints {
  for (const name of namesIn(folder)) if (name.endsWith(PARTIAL)) rmSync(join(folder, name), { force: true })
  let entries = listingOf(folder).kept

  const at = (step: number, kind: CheckpointEntry['kind']) =>
    entries.find((entry) => entry.step === step && entry.kind === kind)
  const forget = (gone: readonly CheckpointEntry[]) => {
    for (const { path } of gone) rmSync(path, { force: true })
    entries = entries.filter((entry) => !gone.includes(entry))
  }
  const thinned = () => {
    const removed = goingFor(entries, budgetBytes)
    forget(removed)
    return { removed, overBytes: Math.max(0, bytesOf(entries) - budgetBytes) }
  }
  const keep = (facts: Omit<Facts, 'budgetBytes'>, tensors: Readonly<Record<string, WritableTensor>>): Kept => {
    const file = checkpointFile(folder, facts.step, facts.kind)
    const sealed = Object.entries(tensors).map(([name, { shape, values }]) => {
      return [name, { shape, bytes: littleEndian(values) }] as const
    })
    mkdirSync(folder, { recursive: true })
    writeSafetensors(file.path, tensors, metadataFrom({ ...facts, budgetBytes }, Object.fromEntries(sealed)))
    const entry = entryOf(file)
    if (entry === null || 'why' in entry)
      throw runtimeError(entry?.why ?? `${file.path}: disappeared as soon as it was written`)
    entries = [...entries.filter(({ path }) => path !== file.path), entry]
    const held = facts.kind === 'whole' ? at(facts.step, 'weights') : undefined
    if (held !== undefined) forget([held])
    return { entry, ...thinned() }
  }

  return {
    ...readCheckpoints(folder),
    keepWhole(checkpoint, { isPinned }) {
      const { run, state, log } = checkpoint
      const { step, numbers } = state
      const facts = { run, step, log, numbers, fingerprint: fingerprint(weightsOf(state)) }
      const isStillPinned = isPinned || at(step, 'whole')?.isPinned === true
      return keep({ ...facts, kind: 'whole', isPinned: isStillPinned }, tensorsOf(checkpoint))
    },
    keepWeights(run, step, weights) {
      const whole = at(step, 'whole')
      if (whole !== undefined) return { entry: whole, ...thinned() }
      const facts = { run, step, log: [], numbers: {}, fingerprint: fingerprint(weights), isPinned: false }
      return keep({ ...facts, kind: 'weights' }, asWritten(weights))
    },
    link(from, atMost) {
      linkCheckpoints(from, folder, atMost)
      entries = listingOf(folder).kept
      thinned()
    },
  }
}
