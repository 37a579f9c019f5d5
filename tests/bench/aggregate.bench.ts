import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStoreInThreads, type Store } from '#src/store/index.ts'
import type { AggregateQuestion, Report } from '#src/vocabulary/index.ts'
import { bytesFromAggregate } from '#src/wire/aggregates.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { measuredReport, scalarColumn } from '../src/store/reports.ts'
import { questionAbout, reportsOf } from '../src/store/studied.ts'
import { quantile, rounded } from './spread.ts'

/**
 * Long runs, of which a page shows 20 series with every run, and short ones in 100 groups, of which it shows bands in 6 panels. Two series of each are
 * stored, which a panel each asks for: what a page waits for is so many times as long.
 */
const LONG = { runs: 50, steps: 100_000, series: 2, groups: 10, points: 300 }
const MANY = { runs: 500, steps: 2_000, series: 2, groups: 100, points: 300 }
type Study = typeof LONG

/** What the panels of a comparison cost in the store, and in bytes: one after the other, as a page asks for them. */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const store = await openStoreInThreads(folder)
    try {
      const start = performance.now()
      await fill(store, 'long', LONG)
      await fill(store, 'many', MANY)
      const storedInSeconds = rounded((performance.now() - start) / 1000)
      return {
        storedInSeconds,
        'long: every member, quartiles': await panels(store, 'long', LONG, { members: true, band: 'quartiles' }),
        'long: bootstrap': await panels(store, 'long', LONG, { members: true, band: 'bootstrap' }),
        'long: on the event clock': await panels(store, 'long', LONG, { members: true, align: { x: 'event', event: 'grokked' } }), // prettier-ignore
        'many: quartiles': await panels(store, 'many', MANY, { members: false, band: 'quartiles' }),
        'many: bootstrap': await panels(store, 'many', MANY, { members: false, band: 'bootstrap' }),
        'many: on the event clock': await panels(store, 'many', MANY, { members: false, align: { x: 'event', event: 'grokked' } }), // prettier-ignore
        'many: effect of the group on an onset, with fits': await timed(() => store.effects({ among: { where: 'study = "many"' }, of: 'onset("grokked")', by: ['cell'], center: 'median', band: 'bootstrap', seed: 0 })), // prettier-ignore
        'many: factors': await timed(() => store.factors({ among: { where: 'study = "many"' } })),
        'many: what moves first, of two': await timed(() => store.leads({ among: { where: 'study = "many"' }, event: 'grokked', series: namesOf(MANY) })), // prettier-ignore
      }
    } finally {
      await store.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** All panels, one after the other: cold, as a page that was just opened asks, and again, as one whose runs go on. */
async function panels(store: Store, study: string, { series, points }: Study, rest: Partial<AggregateQuestion>) {
  const ask = async () => {
    const times: number[] = []
    let bytes = 0
    for (const name of namesOf({ series })) {
      const start = performance.now()
      const answer = await store.aggregate(questionAbout(name, { among: { where: `study = "${study}"` }, by: ['cell'], points, ...rest })) // prettier-ignore
      bytes += bytesFromAggregate(answer).byteLength
      times.push(performance.now() - start)
    }
    return { times, bytes }
  }
  const first = await ask()
  const again = await ask()
  return {
    panels: series,
    firstPanelMs: rounded(first.times[0]!),
    allMs: rounded(first.times.reduce((sum, ms) => sum + ms, 0)),
    againMedianMs: rounded(quantile(again.times, 0.5)),
    megabytes: rounded(first.bytes / 1e6),
  }
}

async function timed(ask: () => Promise<unknown>): Promise<{ firstMs: number; againMs: number }> {
  const once = async () => {
    const start = performance.now()
    await ask()
    return rounded(performance.now() - start)
  }
  return { firstMs: await once(), againMs: await once() }
}

const namesOf = ({ series }: { readonly series: number }) => Array.from({ length: series }, (_, i) => `series-${i}`)

async function fill(store: Store, study: string, size: Study): Promise<void> {
  const { runs, steps: length, groups } = size
  const steps = Float64Array.from({ length }, (_, i) => i)
  const ended: Report = { type: 'ended', how: 'completed', step: length - 1, msPerStep: 1, weights: 'sha256:ab', why: null } // prettier-ignore
  for (let i = 0; i < runs; i++) {
    const id = `${study}-${String(i).padStart(4, '0')}`
    const columns = namesOf(size).map((name, k) => scalarColumn(name, steps, steps.map((step) => Math.fround(Math.exp(-step / (length / 9 + 100 * i)) + Math.sin(step * (k + 1)) / 50)))) // prettier-ignore
    const parameters = { study, cell: i % groups }
    const opening = reportsOf({ id, parameters, seed: Math.floor(i / groups), series: {}, marks: { grokked: Math.floor(length / 3) + 37 * i } }) // prettier-ignore
    const rest = [...columns.map((column) => measuredReport(column)), ended].map((report, j) => ({ run: id, seq: opening.length + j, at: 0, report })) // prettier-ignore
    for (const part of [opening, rest]) {
      const [kept] = await store.ingest([{ run: id, writer: 'trainer', bytes: bytesFromReports(part) }])
      if (!kept!.ok) throw new Error(kept!.why)
    }
  }
}
