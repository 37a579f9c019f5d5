import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'

const SIZES = [10_000, 1_000_000, 10_000_000]
const BATCH = 100_000

/** How long a query for 1,000 points takes over more and more stored points: it must cost pixels, not points. */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const store = openSqlite(folder)
    for (const size of SIZES) fill(store, `run-${size}`, size)
    const linear = medians(store, 'linear')
    const log = medians(store, 'log')
    store.close()
    return {
      stored: SIZES,
      linearMedianMs: linear,
      linearRatio: Math.max(...linear) / Math.min(...linear),
      logMedianMs: log,
      logRatio: Math.max(...log) / Math.min(...log),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function fill(store: Sqlite, run: string, size: number): void {
  store.ingest(enveloped(run, 0, [startedReport(run)]))
  for (let at = 0, seq = 1; at < size; at += BATCH, seq++) {
    const steps = Float64Array.from({ length: Math.min(BATCH, size - at) }, (_, i) => at + i)
    store.ingest(enveloped(run, seq, [measuredReport(scalarColumn('s', steps, steps.map(Math.sin)))]))
  }
}

/**
 * Over the whole series and over windows with edges anywhere. The sizes take turns, so that whatever else the machine
 * does falls on all of them alike; the first turns warm up and are not counted.
 */
function medians(store: Sqlite, spacing: 'linear' | 'log'): number[] {
  const times = SIZES.map((): number[] => [])
  for (let turn = -20; turn < 101; turn++) {
    SIZES.forEach((size, i) => {
      const share = (turn % 31) / 100
      const [from, to] = turn % 2 === 0 ? [null, null] : [Math.floor(size * share), Math.ceil(size * (1 - share))]
      const start = performance.now()
      store.slice({ run: `run-${size}`, series: 's', from, to, points: 1000, spacing })
      if (turn >= 0) times[i]!.push(performance.now() - start)
    })
  }
  return times.map((list) => list.toSorted((a, b) => a - b)[50]!)
}
