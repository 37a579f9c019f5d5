import { readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The process of this user, other than this one, that has a file open; null where none has, or where the system does not say (it says so
 * under /proc, as Linux does). A journal that somebody writes is not to be sent and removed by another.
 */
export function openElsewhere(path: string): number | null {
  const file = realpathSync(path)
  for (const pid of named('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue
    const folder = join('/proc', pid, 'fd')
    if (named(folder).some((descriptor) => target(join(folder, descriptor)) === file)) return Number(pid)
  }
  return null
}

function named(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // it has ended, is another user's, or there is no /proc
  }
}

function target(link: string): string | null {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}
