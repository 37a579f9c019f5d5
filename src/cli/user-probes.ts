import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunId } from '#src/vocabulary/index.ts'

/** Where the user-defined probes that a run was offered are kept, every version as it was. */
export function userProbesFolder(data: string, run: RunId): string {
  return join(data, 'own-probes', run)
}

/** A branch has the probes that its parent was offered. */
export function inheritUserProbes(data: string, parent: RunId, branch: RunId): void {
  const from = userProbesFolder(data, parent)
  if (existsSync(from)) cpSync(from, userProbesFolder(data, branch), { recursive: true })
}
