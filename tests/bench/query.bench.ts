import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store } from '#src/store/index.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'

const SIZES = [10_000, 1_000_000, 10_000_000]
const BATCH = 100_000

/** How long a question for 1,000 points takes over more and more stored points: it must cost pixels, not points. */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const store = openStore(folder)
    for (const size of SIZES) fill(store, `run-${size}`, size)
    const linear = SIZES.map((size) => medianMs(store, `run-${size}`, size, 'linear'))
    const log = SIZES.map((size) => medianMs(store, `run-${size}`, size, 'log'))
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

function fill(store: Store, run: string, size: number): void {
  store.ingest(enveloped(run, 0, [startedReport(run)]))
  for (let at = 0, seq = 1; at < size; at += BATCH, seq++) {
    const steps = Float64Array.from({ length: Math.min(BATCH, size - at) }, (_, i) => at + i)
    store.ingest(enveloped(run, seq, [measuredReport(scalarColumn('s', steps, steps.map(Math.sin)))]))
  }
}

/** Over the whole series and over windows with edges anywhere. */
function medianMs(store: Store, run: string, size: number, spacing: 'linear' | 'log'): number {
  const times = Array.from({ length: 41 }, (_, i) => {
    const from = i % 2 === 0 ? null : Math.floor((size / 97) * i * 0.3)
    const to = i % 2 === 0 ? null : size - Math.floor((size / 89) * i * 0.7)
    const start = performance.now()
    store.slice({ run, series: 's', from, to, points: 1000, spacing })
    return performance.now() - start
  })
  return times.slice(1).toSorted((a, b) => a - b)[20]!
}
