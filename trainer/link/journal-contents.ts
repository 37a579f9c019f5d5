import { closeSync, openSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import {
  BOUNDS,
  columnsOf,
  malformed,
  TRAINER,
  type Envelope,
  type RunId,
  type WriterId,
} from '#src/vocabulary/index.ts'
import { envelopesOf, isVacant, type Held } from './held.ts'
import { heldIn } from './frame.ts'
import { piecesOf } from './journal-format.ts'

/** What a left journal holds from a number on, a batch at a time, for as long as no number is missing. */
export interface Contents {
  /** Empty where nothing is left. */
  next(): Promise<Envelope[]>
  /** Once everything was read: the number behind the last. */
  readonly end: number | null
  /** Where it ended before its end: which Reports are missing, and where they should be. */
  readonly missing: string | null
  close(): void
  /** All of it has been delivered. */
  remove(): void
}

/** Whose Reports a journal holds. */
export interface Origin {
  readonly run: RunId
  readonly writer: WriterId
}

/** The run and the writer that a journal is of; null where it holds nothing. */
export async function originOf(path: string): Promise<Origin | null> {
  const file = openSync(path, 'r')
  try {
    for await (const { body } of piecesOf(file)) {
      const held = body === null ? undefined : heldIn(body)[0]
      if (held !== undefined) return { run: held.run, writer: writerOf(held, path) }
    }
    return null
  } finally {
    closeSync(file)
  }
}

/** A Report says it; where nothing is left of the first of them, the name of the file does: `<run>.<writer>.journal`. */
function writerOf(held: Held, path: string): WriterId {
  if (!isVacant(held)) return held.writer ?? TRAINER
  const name = basename(path, '.journal')
  return name.startsWith(`${held.run}.`) ? name.slice(held.run.length + 1) : TRAINER
}

export function contentsOf(path: string, run: RunId, from: number): Contents {
  let file: number | null = openSync(path, 'r')
  let expected = from
  let end: number | null = null
  let missing: string | null = null
  const envelopes = envelopesIn(path, file, run, from, (why) => (missing = why))
  return {
    get end() {
      return end
    },
    get missing() {
      return missing
    },
    async next() {
      const batch: Envelope[] = []
      for (let size = 0; batch.length < BOUNDS.reportsABatch && size < BOUNDS.batchBytes;) {
        const { done, value } = await envelopes.next()
        if (done === true) {
          end = expected
          break
        }
        batch.push(value)
        expected = value.seq + 1
        for (const { steps, values } of columnsOf(value.report)) size += steps.byteLength + values.byteLength
      }
      return batch
    },
    close() {
      if (file !== null) closeSync(file)
      file = null
    },
    remove: () => removeJournal(path),
  }
}

export function removeJournal(path: string): void {
  rmSync(path, { force: true })
  rmSync(`${path}.thinner`, { force: true }) // where a trainer was killed while it thinned it
}

/** Those from `from` on, until there is no next one; `onGap` is told where that is not the end. */
async function* envelopesIn(
  path: string,
  file: number,
  run: RunId,
  from: number,
  onGap: (why: string) => void,
): AsyncGenerator<Envelope> {
  let expected = from
  let damage = ''
  for await (const { at, end, body } of piecesOf(file)) {
    if (body === null) {
      damage += `, and bytes ${at} to ${end} of ${path} are damaged`
      continue
    }
    for (const held of heldIn(body)) {
      if (held.run !== run) throw malformed(`byte ${at} of ${path}`, `a report of run '${run}'`, held.run)
      if (held.seq > expected) return onGap(`${missingText(expected, held.seq - 1)} missing${damage}`)
      for (const envelope of envelopesOf(held, expected)) {
        yield envelope
        expected = envelope.seq + 1
      }
    }
  }
}

function missingText(first: number, last: number): string {
  return first === last ? `report ${first} is` : `reports ${first} to ${last} are`
}
