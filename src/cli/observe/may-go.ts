import type { SnapshotFile } from './snapshot-folder.ts'

/** From one step to another, both of them in it. */
export type Stretch = readonly [from: number, to: number]

/** More stretches than that are not told: the first are those that are removed first. */
const MOST_STRETCHES = 10_000

/**
 * The snapshots that nobody needs any more, as stretches of neighbors: measured or skipped, and of none that waits the one or the two steps
 * before, with which it is compared. `files` are in the order of their steps.
 */
export function mayGo(files: readonly SnapshotFile[], isWaiting: (step: number) => boolean): Stretch[] {
  const waiting = new Set(files.flatMap(({ step }) => (isWaiting(step) ? [step] : [])))
  const stretches: [number, number][] = []
  let isOpen = false
  for (const { step } of files) {
    const isFree = ![step, step + 1, step + 2].some((one) => waiting.has(one))
    if (isFree && isOpen) stretches.at(-1)![1] = step
    else if (isFree) stretches.push([step, step])
    isOpen = isFree
    if (stretches.length > MOST_STRETCHES) return stretches.slice(0, MOST_STRETCHES)
  }
  return stretches
}
