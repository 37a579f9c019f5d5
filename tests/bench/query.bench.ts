import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStoreClient, type StoreClient } from '../load/store-client.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'
import { quantile, rounded } from './spread.ts'

/** 10⁸ points take minutes and gigabytes to store: only where `PHASESCOPE_BENCH_POINTS=1e8` asks for them. */
const MOST = Number(process.env.PHASESCOPE_BENCH_POINTS ?? 1e7)
const SIZES = [1e4, 1e5, 1e6, 1e7, 1e8].filter((size) => size <= MOST)
const BATCH = 100_000

/** How long a query for 1,000 points takes over more and more stored points: it must cost pixels, not points. */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    await using store = await openStoreClient(folder)
    const start = performance.now()
    for (const size of SIZES) await fill(store, `run-${size}`, size)
    const storedInSeconds = rounded((performance.now() - start) / 1000)
    const linear = await medians(store, 'linear')
    const log = await medians(store, 'log')
    return {
      stored: SIZES,
      storedInSeconds,
      linearMedianMs: linear.map(rounded),
      linearRatio: rounded(Math.max(...linear) / Math.min(...linear)),
      logMedianMs: log.map(rounded),
      logRatio: rounded(Math.max(...log) / Math.min(...log)),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function fill(store: StoreClient, run: string, size: number): Promise<void> {
  await store.ingest(enveloped(run, 0, [startedReport(run)]))
  for (let at = 0, seq = 1; at < size; at += BATCH, seq++) {
    const steps = Float64Array.from({ length: Math.min(BATCH, size - at) }, (_, i) => at + i)
    await store.ingest(enveloped(run, seq, [measuredReport(scalarColumn('s', steps, steps.map(Math.sin)))]))
  }
}

/**
 * Over the whole series and over windows with edges anywhere. The sizes take turns, so that whatever else the machine
 * does falls on all of them alike; the first turns warm up and are not counted.
 */
async function medians(store: StoreClient, spacing: 'linear' | 'log'): Promise<number[]> {
  const times = SIZES.map((): number[] => [])
  for (let turn = -20; turn < 101; turn++) {
    for (const [i, size] of SIZES.entries()) {
      const share = (turn % 31) / 100
      const [from, to] = turn % 2 === 0 ? [null, null] : [Math.floor(size * share), Math.ceil(size * (1 - share))]
      const start = performance.now()
      await store.slice({ run: `run-${size}`, series: 's', from, to, points: 1000, spacing })
      if (turn >= 0) times[i]!.push(performance.now() - start)
    }
  }
  return times.map((list) => quantile(list, 0.5))
}
