import type { Envelope, Report } from '#src/vocabulary/index.ts'
import { openStoreClient } from '../load/store-client.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../src/store/reports.ts'

const RUNS_A_COMMIT = 250
const STEPS = Float64Array.from({ length: 60 }, (_, i) => i * 10)
const DECAYS = [0, 0.3, 1, 3, 10]
const WIDTHS = [64, 128, 256]

/** Fills a folder's store with runs as a study leaves them: settings that differ, curves, an event in most, some that diverged. */
export async function storeStudy(folder: string, runs: number): Promise<void> {
  await using store = await openStoreClient(folder)
  for (let at = 0; at < runs; at += RUNS_A_COMMIT) {
    const some = Array.from({ length: Math.min(RUNS_A_COMMIT, runs - at) }, (_, i) => at + i)
    await store.ingest(some.flatMap(reportsOf))
  }
}

export const idOf = (i: number) => `run-${String(i).padStart(5, '0')}`

function reportsOf(i: number): Envelope[] {
  const decay = DECAYS[i % DECAYS.length]!
  const width = WIDTHS[Math.floor(i / 5) % WIDTHS.length]!
  const seed = Math.floor(i / 15)
  const isBroken = i % 97 === 13
  const groksAt = decay === 0 ? null : Math.round(400 / (1 + decay)) + (seed % 7) * 10
  const run = {
    ...runOf(idOf(i), 1_700_000_000_000 + i * 60_000),
    name: `grok wd ${decay} width ${width} #${seed}`,
    experiment: 'grok-mlp-small',
    parameters: { weightDecay: decay, width, rate: 0.001 },
    seed,
    steps: 600,
  }
  const loss = STEPS.map((step) => (isBroken && step > 200 ? NaN : Math.exp(-step / (80 + seed))))
  const accuracy = STEPS.map((step) => (groksAt === null ? 0.1 : 1 / (1 + Math.exp((groksAt - step) / 20))))
  return enveloped(run.id, 0, [
    { type: 'started', run, probes: [], detectors: [] },
    { type: 'declared', series: { ...declaration('train-loss'), group: 'loss' } },
    { type: 'declared', series: { ...declaration('test-accuracy'), group: 'accuracy', range: [0, 1] } },
    measuredReport(scalarColumn('train-loss', STEPS, loss), scalarColumn('test-accuracy', STEPS, accuracy)),
    ...(groksAt === null ? [] : [marked(groksAt)]),
    { type: 'ended', how: i % 31 === 7 ? 'failed' : 'completed', step: 590, msPerStep: 3 + (i % 5), weights: '0123456789abcdef', why: null }, // prettier-ignore
  ])
}

function marked(step: number): Report {
  return { type: 'marked', mark: { by: 'grokked', step, label: 'Grokked', about: 'Test accuracy rose above 0.9' } }
}
