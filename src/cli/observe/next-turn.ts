import { needsOrder, type Watched } from '#trainer/snapshots/index.ts'
import type { SnapshotFile } from './snapshot-folder.ts'

/** What is measured next: a snapshot, and which probes see it now. */
export interface Turn {
  readonly file: SnapshotFile
  readonly pending: readonly Watched[]
  /** Whether it goes before others that wait for longer. */
  readonly isAhead: boolean
}

/** A snapshot, and the probes that are to see it and have not. */
export interface Waiting {
  readonly file: SnapshotFile
  readonly pending: readonly Watched[]
}

/** The earliest snapshot that waits, for all its probes. Of a training that is over. */
export function earliest([first]: readonly Waiting[]): Turn | null {
  return first === undefined ? null : { ...first, isAhead: false }
}

/**
 * Of a training that goes on, the newest snapshot comes first, and every other turn is the earliest one's, with all its probes: whoever measures
 * more slowly than it writes is then behind with the past and not with the present, and the past comes nearer too. Probes whose answer depends
 * on the steps before see them in order. `waiting` is in the order of the steps; `last`: the turn before.
 */
export function newestFirst(waiting: readonly Waiting[], last: Turn | null): Turn | null {
  const first = earliest(waiting)
  if (first === null || last?.isAhead === true) return first
  const newest = waiting.findLast(({ pending }) => !pending.every(needsOrder))
  if (newest === undefined || newest.file === first.file) return first
  return { file: newest.file, pending: newest.pending.filter((one) => !needsOrder(one)), isAhead: true }
}
