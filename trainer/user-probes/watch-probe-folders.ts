import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { concatMap, defer, finalize, map, merge, type Observable } from 'rxjs'
import type { Probe } from '#probes/define.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { changesIn, type Checker, type FileChange } from '#trainer/user-files/index.ts'
import { openProbeChecker } from './probe-checker.ts'
import { openJudge, type Judging } from './judge.ts'

/** What becomes of the files of probe folders while a run is live. */
export type ProbeFileEvent =
  /** A version that can be attached. One that was offered before is offered again, as the same object, when its file returns to it. */
  | { readonly type: 'offered'; readonly probe: Probe; readonly file: string; readonly line: number | null }
  /** What was offered of the file before stays. */
  | { readonly type: 'rejected'; readonly file: string; readonly line: number | null; readonly why: string }
  /** The file is gone: its last version (null if there was none) is offered no longer; what is attached goes on. */
  | { readonly type: 'withdrawn'; readonly file: string; readonly id: string | null }
  /** All that the folders held when watching started has been judged. */
  | { readonly type: 'ready' }

/**
 * Offers what is saved in the folders, version by version, after it was checked, loaded and tried. Code comes from these
 * folders of this machine's disk and from nowhere else. Checking has a separate process for as long as somebody listens.
 */
export function watchProbeFolders(
  folders: readonly string[],
  judging: Judging,
  checkerFor: () => Checker = openProbeChecker,
): Observable<ProbeFileEvent> {
  const places = [...new Set(folders.map((folder) => placeOf(folder)))]
  return defer(() => {
    const checker = checkerFor()
    const judge = openJudge(judging, checker)
    let unseen = places.length

    async function* judged({ changes, isFirst }: Look): AsyncGenerator<ProbeFileEvent> {
      for (const change of changes) {
        const event = await judge(change)
        if (event !== null) yield event
      }
      if (isFirst && (unseen -= 1) === 0) yield { type: 'ready' }
    }

    return merge(...places.map(looksAt)).pipe(
      concatMap(judged),
      finalize(() => checker.close()),
    )
  })
}

/** What one look into a folder found. */
interface Look {
  readonly changes: readonly FileChange[]
  readonly isFirst: boolean
}

function looksAt(folder: string): Observable<Look> {
  return changesIn(folder).pipe(map((changes, look) => ({ changes, isFirst: look === 0 })))
}

export function placeOf(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return resolve(folder)
  throw usageError(`There is no folder ${resolve(folder)} to watch for probes; create it, or name another`)
}
