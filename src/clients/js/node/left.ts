import type { RunId } from '#src/vocabulary/index.ts'
import type { OwnJournal } from './journal.ts'
import { readWord, stepAt, type Word } from './word.ts'

/** How an earlier process of a run has left it. */
export interface Left {
  /** The first number that the hub may ask for. */
  readonly from: number
  /** The numbers `behind … next` are given to nothing: what had them was on its way, and is perhaps at the hub. */
  readonly behind: number
  readonly next: number
  /** The last step that is kept, of a hub that has so many Reports, or, null, of none that could be asked; -1 where there is none. */
  lastStep(wanted: number | null): number
}

/** So many numbers of messages on their way can be left out. */
const ROOM = 4096

export function leftBehind(data: string, run: RunId, journal: OwnJournal): Left {
  const word = readWord(data, run)
  const found = journal.takeUp()
  // What the hub had acknowledged before this process died was to be removed.
  const isDelivered = found !== null && word !== null && found.end <= word.next
  if (isDelivered) journal.clearNow()
  const stored = isDelivered ? null : found
  const behind = stored?.end ?? word?.end ?? 0
  const next = Math.min(Math.max(behind, ...sentBy(word)), behind + ROOM)
  return {
    from: stored?.first ?? behind,
    behind,
    next,
    lastStep: (wanted) => Math.max(stored?.step ?? -1, word === null ? -1 : stepAt(word, wanted)),
  }
}

function sentBy(word: Word | null): readonly number[] {
  return word === null ? [] : word.sent.map(([end]) => end)
}
