import { PhasescopeError } from '#src/vocabulary/index.ts'
import type { Source } from '#trainer/offline/index.ts'
import type { Products, Snapshot } from '#trainer/snapshots/index.ts'
import type { OpenSnapshot } from './observer.ts'
import { openedTensors, type OpenedTensors } from '../opened-tensors.ts'
import type { SnapshotFile } from './snapshot-folder.ts'

/** What the snapshots are compared with, and what is said of all of them. */
export interface Comparisons {
  /** Facts of the training, as JSON. */
  readonly facts: string | undefined
  /** The file of the network at step 0, where it is not among the snapshots. */
  readonly initial: string | null
  /** The file of a second network. */
  readonly other: string | null
  /** Asks the training for curvature, where it says that it answers. */
  readonly products: Products
}

/** What is open at once: a snapshot, the two before it, and those that all are compared with. */
const MOST_OPEN = 6

/** Opens snapshots by their steps, each with those that it is compared with; a file that has changed is opened again. */
export function snapshotsAt(
  files: () => readonly SnapshotFile[],
  { facts, initial, other, products }: Comparisons,
): OpenSnapshot {
  const open = new Map<string, OpenedTensors>()

  function load(path: string, stamp = ''): OpenedTensors {
    const key = `${stamp} ${path}`
    const found = open.get(key) ?? openedTensors(path, facts)
    open.delete(key)
    open.set(key, found)
    for (const old of [...open.keys()].slice(0, -MOST_OPEN)) open.delete(old)
    return found
  }

  function sourceAt(step: number): Source | null {
    const file = files().find((one) => one.step === step)
    if (file === undefined) return null
    try {
      return load(file.path, file.stamp).source
    } catch (error) {
      if (error instanceof PhasescopeError) return null // what is damaged is said where it is looked at
      throw error
    }
  }

  return (step): Snapshot | null => {
    const file = files().find((one) => one.step === step)
    if (file === undefined) return null
    const { source: input, facts: said } = load(file.path, file.stamp)
    return {
      step,
      input,
      facts: said,
      before: sourceAt(step - 1),
      twoBefore: sourceAt(step - 2),
      initial: initial === null ? sourceAt(0) : load(initial).source,
      other: other === null ? null : load(other).source,
      products: said.products ? products : null,
    }
  }
}
