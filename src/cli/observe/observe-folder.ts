import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { messageOf, PhasescopeError, type Report } from '#src/vocabulary/index.ts'
import type { Watched } from '#trainer/snapshots/index.ts'
import { changesOf } from './changes-of-folder.ts'
import { namespacesFor, writeWanted, type Asked } from './contract.ts'
import type { Narrator } from './narrator.ts'
import { openObserver, type Observed } from './observer.ts'
import { thinned } from './queue.ts'
import type { Group } from './record.ts'
import { isGone, openSnapshotFolder, type Found, type SnapshotFile } from './snapshot-folder.ts'
import { snapshotsAt, type Comparisons } from './snapshots-at.ts'
import type { Voice } from './voice.ts'
import { attachedFrom, type Wish } from './watched.ts'

/** One folder that is observed, and what with. */
export interface Observing {
  readonly folder: string
  readonly catalogue: readonly Probe[]
  readonly wish: Wish
  /** What the page has attached by now. */
  readonly asked: () => readonly Asked[]
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

/** Measures what is in a folder and what comes into it, a snapshot at a time, the earliest first, until it is to end. */
export async function observeFolder(observing: Observing): Promise<void> {
  const { folder, queueBytes, voice, narrator, once } = observing
  const snapshots = openSnapshotFolder(folder, queueBytes)
  let found: Found = snapshots.look()
  const files = () => found.files
  const observer = openObserver({
    ...observing,
    open: snapshotsAt(files, observing.comparisons),
    gapAt: (step) => gapAt(step, files()),
  })
  const past = new Set(files().map(({ step }) => step)) // of a training that is over nothing is skipped
  const changes = changesOf(folder)
  let isInterrupted = false
  void observing.interrupted.then(() => {
    isInterrupted = true
    changes.wake()
  })

  function watchedNow() {
    const { wish, catalogue, asked } = observing
    const attached = attachedFrom(asked(), catalogue)
    narrator.faults(attached.faults)
    const served = wish.whereServed.filter(({ probe }) => observer.offers.includes(probe.id))
    const own = [...wish.named, ...served].filter(({ probe }) => !attached.watched.some((one) => one.probe.id === probe.id)) // prettier-ignore
    return [...own, ...attached.watched]
  }

  /** Waiting snapshots that came since this process began, as far as they are too many. */
  async function thin(waiting: readonly SnapshotFile[]): Promise<void> {
    const { skipped } = thinned(waiting.filter(({ step }) => !past.has(step)), queueBytes) // prettier-ignore
    if (skipped.length === 0) return
    for (const { step } of skipped) observer.skip(step)
    narrator.skipped(skipped, queueBytes)
    await voice.say(skipped[0]!.step, [], [skippedMark(skipped, queueBytes)])
  }

  function tellWriter(step: number | null): void {
    const needs = watchedNow().flatMap(({ probe }) => probe.needs)
    const notServed = Object.fromEntries([...observer.notServed].map(([id, { need, why }]) => [id, `${need}: ${why}`]))
    const every = null
    const wanted = { every, namespaces: namespacesFor(needs), offers: observer.offers, notServed, measured: step }
    writeWanted(folder, wanted)
  }

  try {
    for (;;) {
      found = snapshots.look()
      narrator.found(found)
      await thin(files().filter(({ step }) => isWaiting(step)))
      const next = files().find(({ step }) => isWaiting(step))
      if (isInterrupted) return
      if (next !== undefined) await measure(next)
      else if (once) return
      else await changes.next(LOOK_MS)
    }
  } finally {
    changes.close()
  }

  function isWaiting(step: number): boolean {
    return isFirstLook(step) || observer.pendingAt(step, watchedNow()).length > 0
  }

  /** Which probes the first snapshot serves is known only when it is opened. */
  function isFirstLook(step: number): boolean {
    if (observer.offers.length > 0 || observer.notServed.size > 0) return false
    return step === files().find((one) => !observer.isSkipped(one.step))?.step
  }

  /** Between two probes others have their turn, among them whoever wants this to end. */
  async function goesOn(): Promise<boolean> {
    await nextTurn()
    return !isInterrupted
  }

  async function measure(file: SnapshotFile): Promise<void> {
    const start = performance.now()
    if (isFirstLook(file.step)) {
      const { reports } = await seenIn(file, [])
      await voice.say(file.step, [], reports)
      if (!observer.isSkipped(file.step)) narrator.serves(observer.offers, observer.notServed)
    }
    const { reports, probes } = await seenIn(file, observer.pendingAt(file.step, watchedNow()))
    if (observer.isSkipped(file.step)) return
    await voice.say(file.step, probes, reports)
    narrator.measured(file, probes.length, performance.now() - start)
    tellWriter(file.step)
  }

  /** One snapshot that cannot be read, or was removed meanwhile, does not end the others. */
  async function seenIn(file: SnapshotFile, pending: readonly Watched[]): Promise<Observed> {
    try {
      return await observer.observe(file, pending, goesOn)
    } catch (error) {
      if (!(error instanceof PhasescopeError || isGone(error))) throw error
      observer.skip(file.step)
      narrator.faults([`${file.path}: ${messageOf(error)}`])
      return { reports: [], probes: [] }
    }
  }
}

/** From the one before, or of the first to the next. */
function gapAt(step: number, files: readonly SnapshotFile[]): number | null {
  const before = files.findLast((one) => one.step < step)
  const next = files.find((one) => one.step > step)
  return before !== undefined ? step - before.step : next !== undefined ? next.step - step : null
}

function skippedMark(skipped: readonly SnapshotFile[], most: number): Report {
  const [first, last] = [skipped[0]!.step, skipped.at(-1)!.step]
  const about = `${skipped.length} snapshots of steps ${first} to ${last} are not measured: more than ${most} bytes of them waited (--queue-bytes)`
  return { type: 'marked', mark: { by: 'observe', step: first, label: 'Snapshots skipped', about } }
}
