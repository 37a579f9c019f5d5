import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Envelope, Query, RunId } from '#src/vocabulary/index.ts'
import { openStore } from '#src/store/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'

/** A store as benches and long tests use it: all that they know of its interface is here. */
export interface StoreClient extends AsyncDisposable {
  /** Resolves when they are durable. */
  ingest(envelopes: readonly Envelope[]): Promise<void>
  /** The Report wanted next; 0 for a run that is not there. */
  next(run: RunId): Promise<number>
  points(run: RunId): Promise<number>
  slice(query: Query): Promise<void>
  /** Every point of a scalar series, as an export has them. */
  pointsOf(run: RunId, series: string): Promise<{ steps: number[]; values: number[] }>
}

export async function openStoreClient(folder: string): Promise<StoreClient> {
  const store = await openStore(folder)
  return {
    async ingest(envelopes) {
      const arrivals = Map.groupBy(envelopes, ({ run }) => run)
      const kept = await store.ingest(
        Array.from(arrivals, ([run, own]) => ({ run, writer: 'trainer', bytes: bytesFromReports(own) })),
      )
      for (const one of kept) if (!one.ok) throw new Error(one.why)
    },
    next: (run) => store.next(run),
    points: async (run) => (await store.summary(run)).points,
    slice: async (query) => void (await store.slices([query])),
    async pointsOf(run, series) {
      const points = { steps: [] as number[], values: [] as number[] }
      for await (const { steps, values } of store.columns(run, series)) {
        for (const step of steps) points.steps.push(step)
        for (const value of values) points.values.push(value)
      }
      return points
    },
    [Symbol.asyncDispose]: () => store.close(),
  }
}

export const storeFile = (folder: string) => join(folder, 'phasescope.sqlite')

/** Bytes of a closed store. */
export function bytesOfStore(folder: string): number {
  const db = new DatabaseSync(storeFile(folder))
  db.exec('pragma wal_checkpoint(truncate)')
  db.close()
  return statSync(storeFile(folder)).size
}

/** What SQLite itself finds of a closed store: 'ok', or what is broken. */
export function integrityOf(folder: string): string {
  const db = new DatabaseSync(storeFile(folder))
  try {
    return String(db.prepare('pragma integrity_check').get()?.integrity_check)
  } finally {
    db.close()
  }
}
