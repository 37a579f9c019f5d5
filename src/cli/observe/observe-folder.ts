import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { messageOf, PhasescopeError } from '#src/vocabulary/index.ts'
import type { Watched } from '#trainer/snapshots/index.ts'
import { changesOf } from './changes-of-folder.ts'
import { namespacesFor, openWanted, type Asked } from './contract.ts'
import { lagText, openLagWords } from './lag.ts'
import { mayGo } from './may-go.ts'
import type { Narrator } from './narrator.ts'
import { earliest, newestFirst, type Turn, type Waiting } from './next-turn.ts'
import { openObserver, type Observed } from './observer.ts'
import { thinned } from './queue.ts'
import type { Group } from './record.ts'
import { isGone, isSame, openSnapshotFolder, type Found, type SnapshotFile } from './snapshot-folder.ts'
import { snapshotsAt, type Comparisons } from './snapshots-at.ts'
import type { Voice } from './voice.ts'
import { attachedFrom, type Wish } from './watched.ts'
import { openToldWishes } from './wishes.ts'

/** One folder that is observed, and what with. */
export interface Observing {
  readonly folder: string
  readonly catalogue: readonly Probe[]
  readonly wish: Wish
  /** What the page has attached by now. */
  readonly asked: () => readonly Asked[]
  /** Whether it detached a probe that was wished, or answers for it in another way: then it has said so. */
  readonly isDeclined: (probe: string) => boolean
  readonly isTaken: (probe: string) => boolean
  /** Throws where the folder has come to be another run's. */
  readonly assertSameRun: () => void
  readonly linalg: LinearAlgebra
  readonly seed: number
  readonly comparisons: Comparisons
  /** Bytes of snapshots that may wait, and that one may have. */
  readonly queueBytes: number
  /** What an earlier process has said. */
  readonly groups: readonly Group[]
  readonly voice: Voice
  readonly narrator: Narrator
  /** Whether it ends when nothing waits. */
  readonly once: boolean
  /** Resolves when somebody wants it to end. */
  readonly interrupted: Promise<unknown>
}

/** How often a folder is looked into where the system tells nothing of it. */
const LOOK_MS = 1000
/** A file that is replaced so often while it is measured is given up. */
const MOST_TRIES = 8

/**
 * Measures what is in a folder and what comes into it, a snapshot at a time, until it is to end: the newest first while a training goes on, the
 * earliest first where that is over.
 */
export async function observeFolder(observing: Observing): Promise<void> {
  const { folder, queueBytes, voice, narrator, once } = observing
  const snapshots = openSnapshotFolder(folder, queueBytes)
  const unreadable = new Map<string, { readonly stamp: string; readonly tries: number }>()
  let found: Found = snapshots.look()
  const files = () => found.files
  const observer = openObserver({
    ...observing,
    open: snapshotsAt(files, observing.comparisons),
    gapAt: (step) => gapAt(step, files()),
  })
  const past = new Set(files().map(({ step }) => step)) // of a training that is over nothing is skipped
  const wishes = openToldWishes(observing.groups, observing.isTaken)
  const wordsOf = openLagWords()
  const tellWriter = openWanted(folder)
  const changes = changesOf(folder)
  let isInterrupted = false
  void observing.interrupted.then(() => {
    isInterrupted = true
    changes.wake()
  })

  try {
    for (let last: Turn | null = null; ;) {
      found = readable(snapshots.look())
      narrator.found(found)
      observing.assertSameRun()
      const first = files().find(({ step }) => !observer.isSkipped(step))
      if (isInterrupted && !observer.offers.hasLooked) return
      if (!observer.offers.hasLooked && first !== undefined) {
        await survey(first)
        if (!observer.offers.hasLooked) continue
      }
      const watched = watchedNow()
      const waiting = await thin(waitingFor(watched))
      await tell(watched, waiting)
      if (isInterrupted) return
      const turn: Turn | null = once ? earliest(waiting) : newestFirst(waiting, last)
      if (turn !== null) await measure(turn)
      else if (once) return
      else await changes.next(LOOK_MS)
      last = turn
    }
  } finally {
    changes.close()
  }

  /** Without files that could not be read, until they are others. */
  function readable(all: Found): Found {
    return { ...all, files: all.files.filter(({ path, stamp }) => unreadable.get(path)?.stamp !== stamp) }
  }

  function watchedNow() {
    const { wish, catalogue, asked, isDeclined } = observing
    const attached = attachedFrom(asked(), catalogue)
    narrator.faults(attached.faults)
    const offers = new Set(observer.offers.ids)
    const served = wish.whereServed.filter(({ probe }) => offers.has(probe.id))
    const others = new Set(attached.watched.map(({ probe }) => probe.id))
    const own = [...wish.named, ...served].filter(({ probe: { id } }) => !others.has(id) && !isDeclined(id) && !observer.hasFailed(id)) // prettier-ignore
    return { own, all: [...own, ...attached.watched] }
  }

  function waitingFor({ all }: { readonly all: readonly Watched[] }): Waiting[] {
    return files().flatMap((file) => {
      const pending = observer.pendingAt(file.step, all)
      return pending.length === 0 ? [] : [{ file, pending }]
    })
  }

  /** Without those that came since this process began, as far as they are too many. */
  async function thin(waiting: readonly Waiting[]): Promise<readonly Waiting[]> {
    const { skipped } = thinned(waiting.map(({ file }) => file).filter(({ step }) => !past.has(step)), queueBytes) // prettier-ignore
    for (const { step } of skipped) observer.skip(step)
    return skipped.length === 0 ? waiting : waiting.filter(({ file }) => !observer.isSkipped(file.step))
  }

  /** Says who measures, how far behind that is, and to whoever writes the snapshots what is wanted of them. */
  async function tell({ own, all }: ReturnType<typeof watchedNow>, waiting: readonly Waiting[]): Promise<void> {
    if (!observer.offers.hasLooked) return
    await voice.tell(wishes.since(own, voice.reached))
    const steps = new Set(waiting.map(({ file }) => file.step))
    const step = files().at(-1)?.step ?? voice.reached
    // Of a training that is over nothing is late.
    const lag = { written: step, measured: observer.reached, waiting: once ? 0 : steps.size, skipped: observer.skipped }
    for (const word of wordsOf(lag)) {
      narrator.lag(word, lag)
      await voice.say(step, [], [{ type: 'marked', mark: { by: 'observe', step, ...lagText(word, lag) } }])
    }
    const notServed = Object.fromEntries([...observer.offers.notServed].map(([id, { need, why }]) => [id, `${need}: ${why}`])) // prettier-ignore
    const namespaces = namespacesFor(all.flatMap(({ probe }) => probe.needs))
    const done = mayGo(files(), (step) => steps.has(step))
    tellWriter({ every: null, namespaces, offers: observer.offers.ids, notServed, done })
  }

  /** Which probes the first snapshot serves is known only when it is opened. */
  async function survey(file: SnapshotFile): Promise<void> {
    const { reports } = await seenIn(file, [])
    if (reports.length > 0) await voice.say(file.step, [], reports)
    if (observer.offers.hasLooked) narrator.serves(observer.offers.ids, observer.offers.notServed)
  }

  /** Between two probes others have their turn, among them whoever wants this to end. */
  async function goesOn(): Promise<boolean> {
    await nextTurn()
    return !isInterrupted
  }

  async function measure({ file, pending }: Turn): Promise<void> {
    const start = performance.now()
    const { reports, probes } = await seenIn(file, pending)
    if (probes.length < pending.length && !isSame(file)) giveUp(file)
    if (probes.length === 0 && reports.length === 0) return
    await voice.say(file.step, probes, reports)
    narrator.measured(file, probes.length, performance.now() - start)
  }

  /** One snapshot that cannot be read, or was removed or replaced meanwhile, does not end the others. */
  async function seenIn(file: SnapshotFile, pending: readonly Watched[]): Promise<Observed> {
    try {
      return await observer.observe(file, pending, goesOn)
    } catch (error) {
      if (!(error instanceof PhasescopeError || isGone(error))) throw error
      giveUp(file)
      if (isSame(file)) narrator.faults([`${file.path}: ${messageOf(error)}`])
      return { reports: [], probes: [] }
    }
  }

  /** As it is now; what is written in its place is looked at, but not without end. */
  function giveUp({ path, stamp, step }: SnapshotFile): void {
    const tries = (unreadable.get(path)?.tries ?? 0) + 1
    unreadable.set(path, { stamp, tries })
    if (tries >= MOST_TRIES) observer.skip(step)
  }
}

/** From the one before, or of the first to the next. */
function gapAt(step: number, files: readonly SnapshotFile[]): number | null {
  const before = files.findLast((one) => one.step < step)
  const next = files.find((one) => one.step > step)
  return before !== undefined ? step - before.step : next !== undefined ? next.step - step : null
}
