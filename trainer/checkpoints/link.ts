import { existsSync, linkSync, mkdirSync, readFileSync } from 'node:fs'
import { writeWhole } from '#trainer/formats/index.ts'
import { listingOf } from './entry.ts'
import { checkpointFile, isAbsent } from './files.ts'

/**
 * Brings the checkpoints of one folder up to a step into another, where they are not there yet. As hard links, which
 * take no room: a file is replaced and never written to, so neither run can change what the other has.
 */
export function linkCheckpoints(from: string, to: string, atMost: number): void {
  mkdirSync(to, { recursive: true })
  for (const { step, kind, path } of listingOf(from).kept) {
    const target = checkpointFile(to, step, kind).path
    if (step <= atMost && !existsSync(target)) linkOrCopy(path, target)
  }
}

/** Not every file system has hard links, and none has them to another. What the other run has just removed stays away. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    if (!isAbsent(error)) writeWhole(to, readFileSync(from))
  }
}
