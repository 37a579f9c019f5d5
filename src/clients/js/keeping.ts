import { messageOf, type RunId } from '#src/vocabulary/index.ts'
import { journalPath, type Journal } from '#trainer/link/anywhere.ts'
import { NO_JOURNAL } from './no-journal.ts'
import { environment } from './node/builtin.ts'
import { dataFolder } from './node/folder.ts'
import { openOwnJournal } from './node/journal.ts'
import { leftBehind, type Left } from './node/left.ts'
import { keysOf, type Keys } from './node/secret.ts'
import { writeWord, type Word } from './node/word.ts'
import type { InitOptions } from './phasescope.d.ts'
import type { Place } from './place.ts'
import { newSecret } from './secret.ts'

/** What is kept of a run where it runs: in Node its secret, its journal and how far it came, for a process that goes on with it; in a page nothing. */
export interface Keeping {
  /** The folder; null in a page. */
  readonly data: string | null
  readonly journal: Journal
  /** How an earlier process has left the run; null where none has begun it. */
  readonly left: Left | null
  /** Throws where it cannot be kept: it is not shown then. */
  secret(): string
  tellHowFar(word: Word): void
  close(): void
}

type Resume = NonNullable<InitOptions['resume']>

/** Throws where the run is not to be begun, or gone on with, from here: nothing has begun then. */
export function openKeeping(place: Place, id: RunId, resume: Resume, say: (sentence: string) => void): Keeping {
  return environment() === null ? inMemory(resume, say) : inFolder(dataFolder(place, say), id, resume, say)
}

function inMemory(resume: Resume, say: (sentence: string) => void): Keeping {
  if (resume === 'must') throw new TypeError("resume: 'must': a page keeps nothing of a run, and cannot go on with one")
  if (resume === 'allow') say("resume: 'allow': a page keeps nothing of a run; it begins one, and cannot go on with it")
  const secret = newSecret()
  return { data: null, journal: NO_JOURNAL, left: null, secret: () => secret, tellHowFar: () => {}, close: () => {} }
}

function inFolder(data: string, id: RunId, resume: Resume, say: (sentence: string) => void): Keeping {
  const keys = keysOf(data, id)
  if (keys.isKnown && resume === 'never')
    throw new TypeError(`There is a run '${id}' already; choose another id, or go on with it: resume: 'allow'`)
  if (!keys.isKnown && resume === 'must')
    throw new TypeError(`There is no run '${id}' in ${data}, where it would have been begun from`)
  if (!keys.hold())
    throw new TypeError(`Run '${id}' goes on in another process; wait for that one to end, or choose another id`)
  const journal = openOwnJournal(journalPath(data, id))
  try {
    const left = keys.isKnown ? leftBehind(data, id, journal) : null
    keepSecret(keys, say)
    return {
      data,
      journal,
      left,
      secret: keys.secret,
      tellHowFar: (word) => writeWord(data, id, word),
      close() {
        journal.close()
        keys.letGo()
      },
    }
  } catch (error) {
    keys.letGo()
    throw error
  }
}

/** It is there before anything of the run is: whoever goes on with the run, or sends what is left of it, shows the same. */
function keepSecret(keys: Keys, say: (sentence: string) => void): void {
  try {
    keys.secret()
  } catch (error) {
    say(`Cannot keep the secret of the run: ${messageOf(error)}; this is tried again`)
  }
}
