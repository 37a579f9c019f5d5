import { pathIn, type RunId } from '#src/vocabulary/index.ts'
import { newSecret } from '../secret.ts'
import { builtin } from './builtin.ts'
import { assertNoLink, createPrivately, openElsewhere } from './folder.ts'

/** What this writer of a run shows the hub, kept where a later process finds it (src/cli/writer-secret.ts). */
export interface Keys {
  /** Whether the run was begun from here before. */
  readonly isKnown: boolean
  /** It is on disk before it is first shown. Throws where it cannot be kept. */
  secret(): string
  /** Makes this process the one that writes the run, until it lets go or ends; false where another is. */
  hold(): boolean
  letGo(): void
}

/** Runs that go on in this very process. */
const ours = new Set<string>()

export function keysOf(data: string, run: RunId): Keys {
  const fs = builtin('node:fs')
  const folder = pathIn(`${data}/writers`, run)
  const [file, lock] = [`${folder}/trainer.key`, `${folder}/trainer.lock`]
  let held: number | null = null
  return {
    isKnown: fs.existsSync(file),
    secret() {
      assertNoLink(`${data}/writers`, folder, file)
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
      createPrivately(file, `${newSecret()}\n`)
      const secret = fs.readFileSync(file, 'utf8').trim()
      if (/^[\w-]{43}$/.test(secret)) return secret
      throw new Error(`${file}: expected a secret of 43 characters; take it from a copy of the folder`)
    },
    hold() {
      if (ours.has(lock)) return false
      try {
        assertNoLink(`${data}/writers`, folder, lock)
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
        held = fs.openSync(lock, 'a', 0o600)
      } catch {
        return true // nobody can tell
      }
      if (openElsewhere(lock) === null) return ours.add(lock).has(lock)
      fs.closeSync(held)
      held = null
      return false
    },
    letGo() {
      if (held === null) return
      fs.closeSync(held)
      held = null
      ours.delete(lock)
    },
  }
}
