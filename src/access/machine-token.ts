import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'
import { ACCESS_FOLDER, accessFolder, assertNoLink, createPrivately, isLink } from './folder.ts'
import { isSecret, newSecret } from './secret.ts'

/**
 * The token of a data folder that allows everything. The hub, the command and the trainers of whoever owns the folder read
 * it by themselves; other users of the machine, who reach the hub too, cannot.
 */
export function machineToken(data: string): string {
  accessFolder(data)
  const path = fileIn(data)
  assertNoLink(path)
  createPrivately(path, `${newSecret()}\n`)
  chmodSync(path, 0o600) // a folder that was copied may have lost it
  const token = tokenOf(data)
  if (token === null)
    throw runtimeError(
      `${path}: expected a token of 43 characters; remove the file, and the next start makes a new one`,
    )
  return token
}

/** The same token where there is one that this user may read, or null. */
export function tokenOf(data: string): string | null {
  try {
    if (isLink(join(data, ACCESS_FOLDER)) || isLink(fileIn(data))) return null
    const token = readFileSync(fileIn(data), 'utf8').trim()
    return isSecret(token) ? token : null
  } catch {
    return null // none was made, or it is another user's: then it is not ours to use
  }
}

function fileIn(data: string): string {
  return join(data, ACCESS_FOLDER, 'machine.token')
}
