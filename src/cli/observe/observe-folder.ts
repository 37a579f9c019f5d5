import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { changesOf } from './changes-of-folder.ts'
import { namespacesFor, writeWanted, type Asked } from './contract.ts'
import type { Narrator } from './narrator.ts'
import { openObserver } from './observer.ts'
import { thinned } from './queue.ts'
import type { Group } from './record.ts'
import { openSnapshotFolder, type Found, type SnapshotFile } from './snapshot-folder.ts'
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
    const own = wish.watched.filter(({ probe }) => !attached.watched.some((one) => one.probe.id === probe.id))
    const isMeant = ({ id }: Probe) => !wish.isDefault || observer.offers.includes(id)
    return [...own.filter(({ probe }) => isMeant(probe)), ...attached.watched]
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

  for (;;) {
    found = snapshots.look()
    narrator.found(found)
    const waiting = files().filter(({ step }) => isFirstLook(step) || observer.pendingAt(step, watchedNow()).length > 0)
    await thin(waiting)
    const next = waiting.find(({ step }) => isFirstLook(step) || observer.pendingAt(step, watchedNow()).length > 0)
    if (isInterrupted) break
    if (next === undefined) {
      if (once) break
      await changes.next(LOOK_MS)
      continue
    }
    await measure(next)
  }
  changes.close()

  /** Which probes the first snapshot serves is known only when it is opened. */
  function isFirstLook(step: number): boolean {
    return observer.offers.length === 0 && observer.notServed.size === 0 && step === files()[0]?.step
  }

  async function measure(file: SnapshotFile): Promise<void> {
    const start = performance.now()
    if (isFirstLook(file.step)) {
      const reports = await observer.observe(file, [], nextTurn)
      await voice.say(file.step, [], reports)
      narrator.serves(observer.offers, observer.notServed)
    }
    const pending = observer.pendingAt(file.step, watchedNow())
    const reports = await observer.observe(file, pending, nextTurn)
    await voice.say(file.step, pending.map(({ probe }) => probe.id), reports) // prettier-ignore
    narrator.measured(file, pending.length, performance.now() - start)
    tellWriter(file.step)
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
