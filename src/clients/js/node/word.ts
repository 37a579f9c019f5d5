import { pathIn, type RunId } from '#src/vocabulary/index.ts'
import { builtin } from './builtin.ts'
import { assertNoLink } from './folder.ts'

/**
 * Where a run was left, beside its secret: what goes on with it may find no hub, and a hub counts Reports and not steps
 * (src/clients/python/phasescope/word.py writes the same).
 */
export interface Word {
  /** How many Reports the hub has acknowledged. */
  readonly next: number
  /** The number behind those, and behind what the journal holds. */
  readonly end: number
  /** The last step up to there; -1 where there is none. */
  readonly step: number
  /** What is on its way, and perhaps at the hub: the number behind each message, and the last step up to there. */
  readonly sent: readonly (readonly [end: number, step: number])[]
}

/** It is written over in place, with each message that is sent: a disk that is full has room for it, and nothing is half there. */
const SIZE = 512
/** Messages that it tells of: more than are on their way. */
const MOST_SENT = 8

/** The last step that is kept, of a hub that has so many Reports; null: there is no hub to ask. */
export function stepAt({ step, sent }: Word, next: number | null): number {
  return Math.max(step, ...sent.filter(([end]) => next !== null && end <= next).map(([, at]) => at))
}

export function readWord(data: string, run: RunId): Word | null {
  try {
    return wordIn(JSON.parse(builtin('node:fs').readFileSync(wordFile(data, run), 'utf8')))
  } catch {
    return null
  }
}

/** A disk that takes nothing keeps the earlier one. */
export function writeWord(data: string, run: RunId, { sent, ...word }: Word): void {
  const { closeSync, openSync, writeSync, constants } = builtin('node:fs')
  try {
    const file = wordFile(data, run)
    assertNoLink(file)
    const opened = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600)
    try {
      writeSync(opened, JSON.stringify({ ...word, sent: sent.slice(-MOST_SENT) }).padEnd(SIZE), 0)
    } finally {
      closeSync(opened)
    }
  } catch {
    // What goes on with the run asks its hub.
  }
}

function wordIn(said: unknown): Word | null {
  const { next, step, end = next, sent = [] } = (said ?? {}) as Record<string, unknown>
  const isPair = (one: unknown): one is [number, number] => Array.isArray(one) && isCount(one[0]) && isStep(one[1])
  if (!isCount(next) || !isCount(end) || !isStep(step) || !Array.isArray(sent) || !sent.every(isPair)) return null
  return { next, end, step, sent }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isStep(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= -1
}

function wordFile(data: string, run: RunId): string {
  return `${pathIn(`${data}/writers`, run)}/trainer.left`
}
