import type { SnapshotFile } from './snapshot-folder.ts'

/** What waits to be measured, and what is given up since more waits than there is room for. */
export interface Queue {
  readonly kept: readonly SnapshotFile[]
  readonly skipped: readonly SnapshotFile[]
}

/**
 * Gives up every second of the waiting snapshots, again and again, until the others fit: the curve becomes coarser and keeps its
 * span. The first and the last stay, since one is what is measured next and the other what is going on now.
 */
export function thinned(waiting: readonly SnapshotFile[], mostBytes: number): Queue {
  let kept = waiting
  const skipped: SnapshotFile[] = []
  while (bytesOf(kept) > mostBytes && kept.length > 2) {
    const [last] = kept.slice(-1)
    const stays = (file: SnapshotFile, place: number) => place % 2 === 0 || file === last
    const before = kept
    skipped.push(...before.filter((file, place) => !stays(file, place)))
    kept = before.filter(stays)
    if (kept.length === before.length) break
  }
  return { kept, skipped: skipped.sort((a, b) => a.step - b.step) }
}

const bytesOf = (files: readonly SnapshotFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0)
