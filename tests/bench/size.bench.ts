import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStream } from '#src/vocabulary/random.ts'
import { bytesOfStore, openStoreClient } from '../load/store-client.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'
import { eventFile } from './event-file.ts'
import { rounded } from './spread.ts'

/** Enough for a pyramid of two tiers, so that what it costs is in the figure. */
const POINTS = 1_000_000
const STEPS_A_REPORT = 1000
const TAG = 'test-loss'
/** Of a run that makes a step each so many milliseconds. */
const STEP_MS = 4

/** What a series is made of decides what it costs: from what a training gives to what no codec can press. */
const SERIES: Record<string, (step: number, uniform: () => number) => number> = {
  /** A loss as a backend in float32 gives it: falling, with the noise of a batch. */
  float32Loss: (step, uniform) => Math.fround(2.3 * Math.exp(-step / 4e5) + 0.05 * uniform()),
  /** A mean of such, in float64. */
  float64Loss: (step, uniform) => 2.3 * Math.exp(-step / 4e5) + 0.05 * uniform(),
  /** Right answers of 2,000: few values, each again and again. */
  accuracy: (step, uniform) => Math.round(2000 * (1 - Math.exp(-step / 4e5)) * (0.99 + 0.01 * uniform())) / 2000,
  constant: () => 0.001,
  /** Every bit at random but those of the exponent: nothing can be less. */
  noise: (_, uniform) => uniform() - 0.5,
}

/**
 * Bytes a stored point costs on disk, the pyramid and all tables with it, beside TensorBoard's event file of the same
 * series, which keeps a float32 and no pyramid.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const tensorBoard = tensorBoardBytes() / POINTS
  const results: Record<string, unknown> = { points: POINTS, tensorBoardBytesAPoint: rounded(tensorBoard) }
  for (const [name, valueAt] of Object.entries(SERIES)) {
    const bytesAPoint = (await bytesStored(valueAt)) / POINTS
    results[name] = { bytesAPoint: rounded(bytesAPoint), ofTensorBoard: rounded(bytesAPoint / tensorBoard) }
  }
  return results
}

/** Whatever the values are: each is four bytes there. */
function tensorBoardBytes(): number {
  const first = eventFile(TAG, [], [], [], 1).length
  let bytes = first
  for (let at = 0; at < POINTS; at += STEPS_A_REPORT) {
    const steps = Float64Array.from({ length: STEPS_A_REPORT }, (_, i) => at + i)
    bytes += eventFile(TAG, steps, steps, steps.map(wallTimeOf), 1).length - first
  }
  return bytes
}

const wallTimeOf = (step: number) => 1_700_000_000 + (step * STEP_MS) / 1000

async function bytesStored(valueAt: (step: number, uniform: () => number) => number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const random = openStream(5, 'size')
  const uniform = () => random.uniform()
  const reports = [startedReport('r'), { type: 'declared', series: declaration(TAG) } as const]
  try {
    const store = await openStoreClient(folder)
    await store.ingest(enveloped('r', 0, reports))
    for (let at = 0, seq = reports.length; at < POINTS; at += STEPS_A_REPORT, seq++) {
      const steps = Float64Array.from({ length: STEPS_A_REPORT }, (_, i) => at + i)
      const values = steps.map((step) => valueAt(step, uniform))
      await store.ingest(enveloped('r', seq, [measuredReport(scalarColumn(TAG, steps, values))]))
    }
    await store[Symbol.asyncDispose]()
    return bytesOfStore(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
