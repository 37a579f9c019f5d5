import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cardOf } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { ensurePage } from '#src/setup/page.ts'
import type { Envelope, Report } from '#src/vocabulary/index.ts'
import { bytesOfStore, openStoreClient } from '../load/store-client.ts'
import { served } from '../served.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../src/store/reports.ts'
import { rounded, spreadOf, type Spread } from './spread.ts'

const RUNS = 10_000
const RUNS_A_COMMIT = 250
const SERIES = ['train-loss', 'test-loss', 'test-accuracy']
const STEPS = Float64Array.from({ length: 200 }, (_, i) => i)
const QUESTIONS = 30
/** What somebody types who looks for the best of many, and the columns of a table. */
const FILTER = 'weightDecay > 0.1 and last("test-accuracy") > 0.9 and tag = "paper"'
const SORT = 'last("test-accuracy") - last("test-loss")'
const COLUMNS = 'best("test-accuracy"), last("train-loss"), min("test-loss"), onset("grokked"), weightDecay, tag'

/**
 * What somebody waits for whose hub has many runs, each as a trainer leaves it, cards of the whole catalogue included:
 * until it serves, for the first page of the list, for one run; beside a hub that has a single run.
 */
export async function bench(): Promise<Record<string, unknown>> {
  await ensurePage(join(import.meta.dirname, '..', '..'))
  const one = await withRuns(1)
  const many = await withRuns(RUNS)
  return { one, many, readyRatio: rounded(many.readySeconds.median / one.readySeconds.median) }
}

interface Waits {
  readonly runs: number
  readonly storedMb: number
  readonly madeInSeconds: number
  readonly readySeconds: Spread
  readonly runMs: Spread
  readonly listMs: Spread
  /** The first answer to a filter by expression, sorted by one, with six values a run; and the same again. */
  readonly filterColdMs: number
  readonly filterMs: Spread
  readonly filterFound: number
  readonly listKb: number
}

async function withRuns(runs: number): Promise<Waits> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const madeAt = performance.now()
    await make(folder, runs)
    const madeInSeconds = rounded((performance.now() - madeAt) / 1000)
    const storedMb = rounded(bytesOfStore(folder) / 1e6)
    // The first start finds the program's own files cold.
    const readySeconds = [
      await secondsUntilReady(folder),
      await secondsUntilReady(folder),
      await secondsUntilReady(folder),
    ]
    await using hub = await served(folder)
    const ids = Array.from({ length: QUESTIONS }, (_, i) => idOf((i * 337) % runs))
    const runMs = await timed(ids.map((id) => `${hub.url}/api/runs/${id}`))
    const filtered = `${hub.url}/api/runs?${new URLSearchParams({ where: FILTER, by: SORT, values: COLUMNS })}`
    const cold = await asked(filtered)
    const filterMs = await timed(ids.map(() => filtered))
    const listMs = await timed(ids.map(() => `${hub.url}${FIRST_PAGE}`))
    return {
      runs,
      storedMb,
      madeInSeconds,
      readySeconds: spreadOf(readySeconds),
      runMs: runMs.ms,
      listMs: listMs.ms,
      filterColdMs: rounded(cold.ms),
      filterMs: filterMs.ms,
      filterFound: cold.total,
      listKb: rounded(listMs.bytes / 1000),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The address that the page's first look at the list comes to. */
const FIRST_PAGE = '/api/runs'

const idOf = (i: number) => `run-${String(i).padStart(5, '0')}`

async function make(folder: string, runs: number): Promise<void> {
  const cards = { probes: [...probes, ...detectors].map(cardOf), detectors: [] }
  await using store = await openStoreClient(folder)
  for (let at = 0; at < runs; at += RUNS_A_COMMIT) {
    const ids = Array.from({ length: Math.min(RUNS_A_COMMIT, runs - at) }, (_, i) => at + i)
    await store.ingest(ids.flatMap((i) => reportsOf(i, cards)))
  }
}

function reportsOf(i: number, cards: Pick<Report & { type: 'started' }, 'probes' | 'detectors'>): Envelope[] {
  const columns = SERIES.map((name, k) =>
    scalarColumn(
      name,
      STEPS,
      STEPS.map((step) =>
        name === 'test-accuracy' ? 1 - Math.exp(-step / (20 + (i % 150))) : Math.exp(-step / (20 + i + k)),
      ),
    ),
  )
  return enveloped(idOf(i), 0, [
    {
      type: 'started',
      run: { ...runOf(idOf(i), 1_700_000_000_000 + i), parameters: { weightDecay: (i % 10) / 10 } },
      ...cards,
    },
    { type: 'labeled', tags: i % 2 === 0 ? ['paper'] : [] },
    ...(i % 3 === 0 ? [grokkedAt(i % 200)] : []),
    ...SERIES.map((name): Report => ({ type: 'declared', series: declaration(name) })),
    measuredReport(...columns),
    { type: 'ended', how: 'completed', step: 199, msPerStep: 3, weights: '0123456789abcdef', why: null },
  ])
}

function grokkedAt(step: number): Report {
  return { type: 'marked', mark: { by: 'grokked', step, label: 'Grokked', about: 'Test accuracy rose long after' } }
}

async function secondsUntilReady(folder: string): Promise<number> {
  const start = performance.now()
  await using hub = await served(folder)
  const seconds = (performance.now() - start) / 1000
  await hub.end()
  return seconds
}

/** One after the other, as one person asks; the first few warm up. */
async function timed(addresses: readonly string[]): Promise<{ ms: Spread; bytes: number }> {
  const ms: number[] = []
  let bytes = 0
  for (const address of [...addresses.slice(0, 3), ...addresses]) {
    const answer = await asked(address)
    ms.push(answer.ms)
    bytes = answer.bytes
  }
  return { ms: spreadOf(ms.slice(3)), bytes }
}

async function asked(address: string): Promise<{ ms: number; bytes: number; total: number }> {
  const start = performance.now()
  const response = await fetch(address)
  const text = await response.text()
  const ms = performance.now() - start
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${text.slice(0, 200)}`)
  return { ms, bytes: Buffer.byteLength(text), total: Number(response.headers.get('x-total-count')) }
}
