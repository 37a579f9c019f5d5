import { readdirSync, readFileSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import {
  auditTime,
  catchError,
  defer,
  interval,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  startWith,
  take,
  timer,
} from 'rxjs'

/** A file as it is now; without a source it is gone. */
export interface FileChange {
  readonly file: string
  readonly source: string | null
  /** Its bytes, where these are more than are read of such a file: its source is empty then. */
  readonly tooMany?: number
}

/** Bytes that are read of such a file: the longest of the project has some 10 KB. */
export const FILE_BYTES = 1024 * 1024

/** Editors write in several strokes, and a file is read after the last. */
const SETTLE_MS = 60
/** What the system does not tell (a network drive, the target of a link) is seen at the latest then. */
const RESCAN_MS = 1_000

/**
 * What changes in a folder: first everything in it, at once, then each file that is written, added or taken away. `look$`: when to look
 * without waiting for the system to tell.
 */
export function changesIn(folder: string, look$: Observable<unknown> = NEVER): Observable<readonly FileChange[]> {
  return defer(() =>
    merge(merge(noticesOf(folder), interval(RESCAN_MS)).pipe(auditTime(SETTLE_MS)), look$).pipe(
      startWith(null),
      map(openLook(folder)),
    ),
  )
}

/** The two looks that it takes to see all that was saved or taken away before somebody asked; the second says who did. */
export function looksFor<T>(asked$: Observable<T>): Observable<{ readonly asked: T; readonly isLast: boolean }> {
  return asked$.pipe(
    mergeMap((asked) => timer(SETTLE_MS, SETTLE_MS).pipe(take(2), map((look) => ({ asked, isLast: look === 1 })))), // prettier-ignore
  )
}

function noticesOf(folder: string): Observable<unknown> {
  const notice$ = new Observable<unknown>((notices) => {
    const watcher = watch(folder, { persistent: false }, () => notices.next(null))
    watcher.on('error', (error) => notices.error(error))
    return () => watcher.close()
  })
  // Where the system has no more watches to give, the rescan serves.
  return notice$.pipe(catchError(() => NEVER))
}

/**
 * Compares what is there with what was there at the last look. Synchronous, which takes a millisecond: a training lets
 * others in once a step, and a look that waited for each file would take as many steps.
 */
function openLook(folder: string): () => FileChange[] {
  const stamps = new Map<string, string>()
  let missedBefore = new Set<string>()
  return () => {
    const changes: FileChange[] = []
    const present = new Map(namesIn(folder).map((name) => [name, stampOf(join(folder, name))]))
    for (const [name, stamp] of present) {
      if (stamp === null || stamps.get(name) === stamp) continue
      const file = join(folder, name)
      const bytes = sizeOf(stamp)
      const source = bytes > FILE_BYTES ? '' : attempted(() => readFileSync(file, 'utf8'))
      if (source === null) continue
      stamps.set(name, stamp)
      changes.push({ file, source, ...(bytes > FILE_BYTES && { tooMany: bytes }) })
    }
    const missed = new Set([...stamps.keys()].filter((name) => (present.get(name) ?? null) === null))
    // An editor that renames takes the file away for a moment: gone is what is missing twice.
    for (const name of missed.intersection(missedBefore)) {
      stamps.delete(name)
      changes.push({ file: join(folder, name), source: null })
    }
    missedBefore = missed
    return changes
  }
}

/** Plain `name.ts`: what editors leave beside a file, and declarations and tests, are no probes. */
export function namesIn(folder: string): string[] {
  return (attempted(() => readdirSync(folder)) ?? []).filter((name) => /^[^.]+\.ts$/.test(name))
}

function stampOf(file: string): string | null {
  const found = attempted(() => statSync(file))
  return found?.isFile() === true ? `${found.ino} ${found.mtimeMs} ${found.size}` : null
}

function sizeOf(stamp: string): number {
  return Number(stamp.split(' ').at(-1))
}

/** Between one look and the next a file may go, or not be ours to read: the next look sees what became of it. */
function attempted<T>(look: () => T): T | null {
  try {
    return look()
  } catch {
    return null
  }
}
