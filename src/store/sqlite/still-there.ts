import { statSync } from 'node:fs'
import { runtimeError } from '#src/vocabulary/index.ts'

/**
 * Tells why a file that this process has open is no longer the one in its place; null where it is. A folder can be removed
 * or restored from a copy while it is in use; what is written then is on no disk that anybody will read.
 */
export function whyGone(file: string): () => string | null {
  const before = identityOf(file)
  let log = identityOf(`${file}-wal`)
  return () => {
    const now = identityOf(file)
    if (now === null) return `${file} is gone`
    if (now !== before) return `${file} was replaced by another file`
    const present = identityOf(`${file}-wal`)
    if (present === null || (log !== null && present !== log)) return `${file}-wal is gone`
    log = present
    return null
  }
}

/** What is thrown in place of an acknowledgement. */
export function gone(why: string): Error {
  return runtimeError(
    `${why}: nothing that comes is kept any more; restart Phasescope, what was not acknowledged is sent again`,
  )
}

function identityOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? null : `${found.dev}:${found.ino}`
}
