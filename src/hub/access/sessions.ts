import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BOUNDS, isRecord } from '#src/vocabulary/index.ts'
import { accessFolder, createPrivately, hashOf, isSecret, newSecret } from '#src/access/index.ts'

/** Whoever has not opened the page for so long types `phasescope open` again. */
export const SESSION_DAYS = 90

/** The browsers that have been let in: kept by the hash of their secret, one file each, so that they outlive the hub. */
export interface Sessions {
  /** Lets a browser have what the token of this hash gives; gives the browser's secret. */
  start(holder: string): string
  /** The hash of the token that a browser's secret stands for, or null. */
  holderOf(secret: string): string | null
}

export function sessions(data: string): Sessions {
  const folder = accessFolder(data, 'sessions')
  const fileOf = (secret: string) => join(folder, `${hashOf(secret)}.json`)
  return {
    start(holder) {
      const secret = newSecret()
      createPrivately(fileOf(secret), JSON.stringify({ holder, startedAt: Date.now() }))
      newestFirst(folder)
        .filter((path) => read(path)?.holder === holder)
        .slice(BOUNDS.browsersAToken)
        .forEach((path) => rmSync(path, { force: true }))
      return secret
    },
    holderOf(secret) {
      if (!isSecret(secret)) return null
      const session = read(fileOf(secret))
      if (session === null) return null
      if (Date.now() - session.startedAt < SESSION_DAYS * 86_400_000) return session.holder
      rmSync(fileOf(secret), { force: true })
      return null
    },
  }
}

function read(path: string): { holder: string; startedAt: number } | null {
  try {
    const session: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!isRecord(session) || typeof session.holder !== 'string' || typeof session.startedAt !== 'number') return null
    return { holder: session.holder, startedAt: session.startedAt }
  } catch {
    return null // no such browser
  }
}

function newestFirst(folder: string): string[] {
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
  const at = new Map(paths.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]))
  return paths.sort((a, b) => at.get(b)! - at.get(a)!)
}
