import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Envelope, Query, RunId } from '#src/vocabulary/index.ts'
import { openStore } from '#src/store/index.ts'

/** A store as benches and long tests use it: all that they know of its interface is here. */
export interface StoreClient extends AsyncDisposable {
  /** Resolves when they are durable. */
  ingest(envelopes: readonly Envelope[]): Promise<void>
  /** The Report wanted next; 0 for a run that is not there. */
  next(run: RunId): Promise<number>
  runs(): Promise<RunId[]>
  points(run: RunId): Promise<number>
  slice(query: Query): Promise<void>
  /** Every point of a scalar series, as an export has them. */
  pointsOf(run: RunId, series: string): Promise<{ steps: number[]; values: number[] }>
}

export async function openStoreClient(folder: string): Promise<StoreClient> {
  const store = openStore(folder)
  return {
    ingest: async (envelopes) => store.ingest(envelopes),
    next: async (run) => store.next(run),
    runs: async () => store.runs().map(({ run }) => run.id),
    points: async (run) => store.summary(run).points,
    slice: async (query) => void store.slice(query),
    async pointsOf(run, series) {
      const points = { steps: [] as number[], values: [] as number[] }
      for (const { steps, values } of store.columns(run, series)) {
        for (const step of steps) points.steps.push(step)
        for (const value of values) points.values.push(value)
      }
      return points
    },
    [Symbol.asyncDispose]: async () => store.close(),
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
