import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inJournal, openJournalClient } from '../load/journal-client.ts'
import { temporaryFolder } from '../phasescope.ts'
import { RUN } from './ten-series.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'

const REPORTS = 4

/** At every byte at which its last write may have been cut: what was whole before it is there, once and in order. */
test('a journal that was cut anywhere gives each Report that was written whole before', async () => {
  using folder = temporaryFolder()
  const journal = openJournalClient(folder.path)
  const reports = [
    startedReport(RUN),
    ...Array.from({ length: REPORTS }, (_, i) => measuredReport(scalarColumn('s', [2 * i, 2 * i + 1], [i, NaN]))),
  ]
  const envelopes = enveloped(RUN, 0, reports)
  const sizes: number[] = []
  for (const envelope of envelopes) {
    await journal.put([envelope])
    sizes.push(statSync(journal.path).size)
  }
  const bytes = readFileSync(journal.path)
  expect(bytes.length).toBe(sizes.at(-1))
  const cutPath = join(folder.path, 'cut.journal')
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    writeFileSync(cutPath, bytes.subarray(0, cut))
    const whole = sizes.filter((size) => size <= cut).length
    expect(await inJournal(cutPath)).toEqual(envelopes.slice(0, whole))
  }
})
