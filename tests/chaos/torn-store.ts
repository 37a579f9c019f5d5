import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { openStoreClient, storeFile } from '../load/store-client.ts'
import { temporaryFolder } from '../phasescope.ts'
import { enveloped, startedReport } from '../src/store/reports.ts'
import { expectExactly, reportOf, RUN } from './ten-series.ts'

/**
 * What a store wrote, in the order in which it did: SQLite appends frames (a head of 24 bytes and a page) to its log, and
 * a checkpoint later copies pages into the file. A machine that loses its power leaves any beginning of that.
 */
export interface Recorded {
  /** The store's file before the checkpoint and after it. */
  readonly before: Buffer
  readonly after: Buffer
  readonly log: Buffer
  /** How long the log was when so many Reports had been acknowledged. */
  readonly commits: readonly { readonly bytes: number; readonly next: number }[]
}

const LOG_HEAD = 32
const FRAME_HEAD = 24
const PAGE = 4096
const COMMITS = 12
/** Twelve times ten Reports of 37 steps fill a chunk of 4,096 points, so that the last commit seals it. */
const REPORTS_A_COMMIT = 10

export async function record(): Promise<Recorded> {
  using folder = temporaryFolder()
  const file = storeFile(folder.path)
  const logSize = () => statSync(`${file}-wal`).size
  const commits: { bytes: number; next: number }[] = []
  let [before, log] = [Buffer.alloc(0), Buffer.alloc(0)]
  {
    await using store = await openStoreClient(folder.path)
    // What is there before the first Report (tables) is not of this sequence.
    commits.push({ bytes: logSize(), next: 0 })
    await store.ingest(enveloped(RUN, 0, [startedReport(RUN)]))
    commits.push({ bytes: logSize(), next: 1 })
    for (let commit = 0; commit < COMMITS; commit += 1) {
      const next = commits.at(-1)!.next
      await store.ingest(Array.from({ length: REPORTS_A_COMMIT }, (_, i) => reportOf(next + i)))
      commits.push({ bytes: logSize(), next: next + REPORTS_A_COMMIT })
    }
    before = readFileSync(file)
    log = readFileSync(`${file}-wal`)
  }
  const grows = commits.every(({ bytes }, i) => i === 0 || bytes > commits[i - 1]!.bytes)
  if (!grows) throw new Error('The log was begun anew meanwhile; record fewer commits')
  return { before, after: readFileSync(file), log, commits }
}

/** Where a write may have been cut: at each boundary of the log, a byte before and after it, and within each page. */
export function cutsOfLog({ log, commits }: Recorded): number[] {
  const cuts: number[] = []
  for (let at = LOG_HEAD; at <= log.length; at += FRAME_HEAD + PAGE) {
    cuts.push(at - 1, at, at + 1, at + FRAME_HEAD, at + FRAME_HEAD + 1237)
  }
  return cuts.filter((cut) => cut >= commits[0]!.bytes && cut <= log.length)
}

/** The log ends at the cut: as it is, or with zeros where a length but no bytes had reached the disk. */
export async function expectUpTo(recorded: Recorded, cut: number, rest: 'gone' | 'zeros'): Promise<void> {
  const { before, log, commits } = recorded
  using folder = temporaryFolder()
  const file = storeFile(folder.path)
  writeFileSync(file, before)
  writeFileSync(`${file}-wal`, log)
  truncateSync(`${file}-wal`, cut)
  if (rest === 'zeros') truncateSync(`${file}-wal`, log.length)
  const durable = commits.findLast(({ bytes }) => bytes <= cut)!
  await expectExactly(folder.path, durable.next)
}

/** Where a checkpoint may have been cut: at each boundary of a page, a byte before and after it, and within. */
export function cutsOfFile({ after }: Recorded): number[] {
  const cuts: number[] = []
  for (let at = 0; at <= after.length; at += PAGE) cuts.push(at - 1, at, at + 1, at + 1237)
  return cuts.filter((cut) => cut >= 0 && cut <= after.length)
}

/** A checkpoint got as far as the cut: the whole log is still there. */
export async function expectAll({ before, after, log, commits }: Recorded, cut: number): Promise<void> {
  using folder = temporaryFolder()
  const file = storeFile(folder.path)
  writeFileSync(file, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]))
  writeFileSync(`${file}-wal`, log)
  await expectExactly(folder.path, commits.at(-1)!.next)
}
