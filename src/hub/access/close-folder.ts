import { chmodSync, statSync } from 'node:fs'
import { messageOf } from '#src/vocabulary/index.ts'

/** Keeps others of this machine from reading in the data folder of a private hub what it would ask them a token for. */
export function closeFolder(data: string): void {
  try {
    chmodSync(data, statSync(data).mode & 0o700)
  } catch (error) {
    process.stderr.write(
      `hub: ${data} stays open to who may read it, and a private hub's should not: ${messageOf(error)}\n`,
    )
  }
}
