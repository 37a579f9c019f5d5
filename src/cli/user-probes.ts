import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathIn, type RunId } from '#src/vocabulary/index.ts'

/** Where the user-defined probes that a run was offered are kept, every version as it was. */
export function userProbesFolder(data: string, run: RunId): string {
  return pathIn(join(data, 'own-probes'), run)
}

/** A branch has the probes that its parent was offered. */
export function inheritUserProbes(data: string, parent: RunId, branch: RunId): void {
  const [from, to] = [userProbesFolder(data, parent), userProbesFolder(data, branch)]
  if (existsSync(from)) cpSync(from, to, { recursive: true })
}
